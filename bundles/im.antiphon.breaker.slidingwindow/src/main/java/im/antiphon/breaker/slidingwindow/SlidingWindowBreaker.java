// SPDX-License-Identifier: Apache-2.0
package im.antiphon.breaker.slidingwindow;

import im.antiphon.api.breaker.BreakerSettings;
import im.antiphon.api.breaker.BreakerSnapshot;
import im.antiphon.api.breaker.CircuitBreaker;
import org.jspecify.annotations.Nullable;

/**
 * The bundled breaker. While it is closed, asking is one volatile read; a report takes a lock for some arithmetic. Neither
 * allocates.
 */
public final class SlidingWindowBreaker implements CircuitBreaker {
    private final BreakerSettings settings;
    private final OutcomeWindow window;
    private final long originNanos;

    /** The turn's number while everybody is permitted, else {@link #REJECTED}. */
    private volatile long commonPermit;

    // guarded by this
    private State state = State.CLOSED;
    private long turn;
    private long elapsedNanos;
    private long stateSinceNanos;
    private int consecutiveFailures;

    /** The parameters are those of {@link im.antiphon.api.breaker.CircuitBreakerFactory#create}. */
    public SlidingWindowBreaker(BreakerSettings settings, long nowNanos, @Nullable BreakerSnapshot seed) {
        this.settings = settings;
        this.window = new OutcomeWindow(settings.windowNanos());
        this.originNanos = nowNanos;
        if (seed != null) {
            state = seed.state();
            turn = seed.turn();
            stateSinceNanos = Math.min(0, seed.sinceNanos() - nowNanos);
            if (state == State.CLOSED) {
                consecutiveFailures = seed.consecutiveFailures();
                window.addSuccesses(seed.successes());
                window.addFailures(seed.failures());
            }
        }
        commonPermit = state == State.CLOSED ? turn : REJECTED;
    }

    @Override
    public long tryAcquire(long nowNanos) {
        long permit = commonPermit;
        return permit == REJECTED ? tryAcquireProbe(nowNanos) : permit;
    }

    private synchronized long tryAcquireProbe(long nowNanos) {
        advanceTo(nowNanos);
        if (state == State.CLOSED) {
            return turn;
        }
        if (elapsedNanos - stateSinceNanos < settings.sleepWindowNanos()) {
            return REJECTED;
        }
        happen(BreakerEvent.ASKED_AFTER_SLEEP);
        return turn;
    }

    @Override
    public synchronized void onSuccess(long permit, long nowNanos, long durationNanos) {
        if (permit != turn || state == State.OPEN) {
            return;
        }
        advanceTo(nowNanos);
        consecutiveFailures = 0;
        window.addSuccesses(1);
        happen(isRatioReached() ? BreakerEvent.LIMIT_REACHED : BreakerEvent.SUCCEEDED);
    }

    @Override
    public synchronized void onFailure(long permit, long nowNanos, long durationNanos) {
        if (permit != turn || state == State.OPEN) {
            return;
        }
        advanceTo(nowNanos);
        if (consecutiveFailures < Integer.MAX_VALUE) {
            consecutiveFailures++;
        }
        window.addFailures(1);
        boolean limitReached = consecutiveFailures >= settings.maximumFailures() || isRatioReached();
        happen(limitReached ? BreakerEvent.LIMIT_REACHED : BreakerEvent.FAILED);
    }

    @Override
    public synchronized State state() {
        return state;
    }

    @Override
    public synchronized BreakerSnapshot snapshot(long nowNanos) {
        advanceTo(nowNanos);
        return new BreakerSnapshot(
                state,
                originNanos + stateSinceNanos,
                turn,
                consecutiveFailures,
                (int) Math.min(Integer.MAX_VALUE, window.successes()),
                (int) Math.min(Integer.MAX_VALUE, window.failures()));
    }

    private boolean isRatioReached() {
        long outcomes = window.successes() + window.failures();
        return outcomes >= settings.minimumCalls() && (double) window.failures() / outcomes >= settings.failureRatio();
    }

    private void advanceTo(long nowNanos) {
        elapsedNanos = Math.max(elapsedNanos, nowNanos - originNanos);
        window.advanceTo(elapsedNanos);
    }

    private void happen(BreakerEvent event) {
        if (!BreakerTransitions.beginsTurn(state, event)) {
            return;
        }
        state = BreakerTransitions.next(state, event);
        turn = turn == BreakerSnapshot.MAXIMUM_TURN ? 0 : turn + 1;
        stateSinceNanos = elapsedNanos;
        consecutiveFailures = 0;
        window.clear();
        commonPermit = state == State.CLOSED ? turn : REJECTED;
    }
}
