// SPDX-License-Identifier: Apache-2.0
package im.antiphon.breaker.sentinel;

import im.antiphon.api.breaker.BreakerSettings;
import im.antiphon.api.breaker.BreakerSnapshot;
import im.antiphon.api.breaker.CircuitBreaker;
import org.jspecify.annotations.Nullable;

/**
 * State and window are Sentinel's, see {@link DrivenStateMachine} and {@link OutcomeWindow}. What it does not have is added
 * here: the limit of failures in a row beside the ratio, a ratio that is reached by exactly that share (Sentinel's has to
 * be exceeded), turns, and the replacement of a probe that never reports.
 */
public final class SentinelBreaker implements CircuitBreaker {
    private final BreakerSettings settings;
    private final OutcomeWindow window;
    private final DrivenStateMachine machine;
    private final long originNanos;

    // guarded by this
    private long elapsedNanos;
    private long stateSinceNanos;
    private long turn;
    private int consecutiveFailures;

    /** The parameters are those of {@link im.antiphon.api.breaker.CircuitBreakerFactory#create}. */
    public SentinelBreaker(String name, BreakerSettings settings, long nowNanos, @Nullable BreakerSnapshot seed) {
        this.settings = settings;
        this.originNanos = nowNanos;
        this.window = new OutcomeWindow(settings.windowNanos());
        this.machine = new DrivenStateMachine(name, settings, window);
        if (seed != null) {
            continueFrom(seed);
        }
    }

    @Override
    public synchronized long tryAcquire(long nowNanos) {
        advanceTo(nowNanos);
        switch (state()) {
            case CLOSED -> {
                return turn;
            }
            case OPEN -> {
                if (!machine.wake()) {
                    return REJECTED;
                }
            }
            case HALF_OPEN -> {
                if (elapsedNanos - stateSinceNanos < settings.sleepWindowNanos()) {
                    return REJECTED;
                }
            }
        }
        beginTurn();
        return turn;
    }

    @Override
    public synchronized void onSuccess(long permit, long nowNanos, long durationNanos) {
        if (!counts(permit)) {
            return;
        }
        advanceTo(nowNanos);
        if (state() == State.HALF_OPEN) {
            machine.probeSucceeded();
            beginTurn();
            return;
        }
        consecutiveFailures = 0;
        window.present(elapsedNanos).addSuccesses(1);
        openAtLimit();
    }

    @Override
    public synchronized void onFailure(long permit, long nowNanos, long durationNanos) {
        if (!counts(permit)) {
            return;
        }
        advanceTo(nowNanos);
        if (state() == State.HALF_OPEN) {
            machine.probeFailed();
            beginTurn();
            return;
        }
        if (consecutiveFailures < Integer.MAX_VALUE) {
            consecutiveFailures++;
        }
        window.present(elapsedNanos).addFailures(1);
        openAtLimit();
    }

    @Override
    public synchronized State state() {
        return switch (machine.currentState()) {
            case CLOSED -> State.CLOSED;
            case OPEN -> State.OPEN;
            case HALF_OPEN -> State.HALF_OPEN;
        };
    }

    @Override
    public synchronized BreakerSnapshot snapshot(long nowNanos) {
        advanceTo(nowNanos);
        Outcomes outcomes = window.sum(elapsedNanos);
        return new BreakerSnapshot(
                state(),
                originNanos + stateSinceNanos,
                turn,
                consecutiveFailures,
                (int) Math.min(Integer.MAX_VALUE, outcomes.successes()),
                (int) Math.min(Integer.MAX_VALUE, outcomes.failures()));
    }

    private void continueFrom(BreakerSnapshot seed) {
        turn = seed.turn();
        stateSinceNanos = Math.min(0, seed.sinceNanos() - originNanos);
        if (seed.state() == State.CLOSED) {
            consecutiveFailures = seed.consecutiveFailures();
            window.present(0).addSuccesses(seed.successes());
            window.present(0).addFailures(seed.failures());
            return;
        }
        machine.show(stateSinceNanos);
        machine.open(0);
        if (seed.state() == State.HALF_OPEN) {
            machine.show(stateSinceNanos + settings.sleepWindowNanos());
            machine.wake(); // for the predecessor's probe
        }
        machine.show(0);
    }

    private void openAtLimit() {
        Outcomes outcomes = window.sum(elapsedNanos);
        long calls = outcomes.successes() + outcomes.failures();
        boolean ratioReached =
                calls >= settings.minimumCalls() && (double) outcomes.failures() / calls >= settings.failureRatio();
        if (ratioReached || consecutiveFailures >= settings.maximumFailures()) {
            machine.open(outcomes.failures());
            beginTurn();
        }
    }

    private boolean counts(long permit) {
        return permit == turn && state() != State.OPEN;
    }

    private void advanceTo(long nowNanos) {
        elapsedNanos = Math.max(elapsedNanos, nowNanos - originNanos);
        machine.show(elapsedNanos);
    }

    private void beginTurn() {
        turn = turn == BreakerSnapshot.MAXIMUM_TURN ? 0 : turn + 1;
        stateSinceNanos = elapsedNanos;
        consecutiveFailures = 0;
        window.clear();
    }
}
