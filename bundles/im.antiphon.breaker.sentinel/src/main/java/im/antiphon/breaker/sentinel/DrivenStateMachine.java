// SPDX-License-Identifier: Apache-2.0
package im.antiphon.breaker.sentinel;

import com.alibaba.csp.sentinel.context.Context;
import com.alibaba.csp.sentinel.slots.block.RuleConstant;
import com.alibaba.csp.sentinel.slots.block.degrade.DegradeRule;
import com.alibaba.csp.sentinel.slots.block.degrade.circuitbreaker.ExceptionCircuitBreaker;
import im.antiphon.api.breaker.BreakerSettings;

/**
 * Sentinel's state machine for failing calls. Its transitions are Sentinel's; its time is given, because
 * Sentinel's own clock is a thread that never ends, and whatever starts it can never be unloaded. That is why each method
 * that would ask the clock is replaced here, and the statistics are kept in {@link OutcomeWindow}. Guarded by its owner.
 */
final class DrivenStateMachine extends ExceptionCircuitBreaker {
    private final OutcomeWindow window;
    private final long sleepWindowNanos;
    private long elapsedNanos;

    DrivenStateMachine(String name, BreakerSettings settings, OutcomeWindow window) {
        super(rule(name, settings));
        this.window = window;
        this.sleepWindowNanos = settings.sleepWindowNanos();
    }

    /** The time for what is called next. */
    void show(long nanos) {
        elapsedNanos = nanos;
    }

    /** Opens a closed one. */
    void open(double failures) {
        fromCloseToOpen(failures);
    }

    /** Lets one call through where an open one has slept long enough. */
    boolean wake() {
        return retryTimeoutArrived() && currentState.compareAndSet(State.OPEN, State.HALF_OPEN);
    }

    void probeSucceeded() {
        fromHalfOpenToClose();
    }

    void probeFailed() {
        fromHalfOpenToOpen(1);
    }

    @Override
    protected boolean retryTimeoutArrived() {
        return elapsedNanos - nextRetryTimestamp >= 0;
    }

    @Override
    protected void updateNextRetryTimestamp() {
        nextRetryTimestamp = elapsedNanos + sleepWindowNanos;
    }

    @Override
    protected void resetStat() {
        window.clear();
    }

    /** Sentinel would take time and failure from its context; here outcomes are reported by {@link SentinelBreaker}. */
    @Override
    public void onRequestComplete(Context context) {
        throw new UnsupportedOperationException("outcomes are reported to SentinelBreaker");
    }

    /** The same limits as far as a rule can say them; time and window of it are not used. */
    private static DegradeRule rule(String name, BreakerSettings settings) {
        return new DegradeRule(name)
                .setGrade(RuleConstant.DEGRADE_GRADE_EXCEPTION_RATIO)
                .setCount(settings.failureRatio())
                .setMinRequestAmount(settings.minimumCalls())
                .setTimeWindow((int) Math.max(1, settings.sleepWindowNanos() / 1_000_000_000L));
    }
}
