// SPDX-License-Identifier: Apache-2.0
package im.antiphon.breaker.resilience4j;

import im.antiphon.api.breaker.BreakerSettings;
import im.antiphon.api.breaker.BreakerSnapshot;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * States, window and sleep are resilience4j's, on a clock that shows the time of the call. What it does not have is added
 * here: the limit of failures in a row, turns, and the replacement of a probe that never reports.
 *
 * <p>Its window counts whole seconds and its sleep whole milliseconds; both are rounded up.
 */
public final class Resilience4jBreaker implements im.antiphon.api.breaker.CircuitBreaker {
    /** So many outcomes of a seed are replayed; more are scaled down, the ratio kept. */
    private static final int REPLAYED_OUTCOMES = 1_000;

    private static final RuntimeException FAILURE = new DownstreamFailure();

    private final BreakerSettings settings;
    private final GivenClock clock = new GivenClock();
    private final CircuitBreaker breaker;
    private final long originNanos;

    // guarded by this
    private long elapsedNanos;
    private long stateSinceNanos;
    private long turn;
    private int consecutiveFailures;

    /** The parameters are those of {@link im.antiphon.api.breaker.CircuitBreakerFactory#create}. */
    public Resilience4jBreaker(String name, BreakerSettings settings, long nowNanos, @Nullable BreakerSnapshot seed) {
        this.settings = settings;
        this.originNanos = nowNanos;
        this.breaker = CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .clock(clock)
                        .slidingWindow(
                                (int) roundedUp(settings.windowNanos(), TimeUnit.SECONDS),
                                settings.minimumCalls(),
                                SlidingWindowType.TIME_BASED)
                        .failureRateThreshold(Math.max(Float.MIN_VALUE, (float) (settings.failureRatio() * 100)))
                        .waitDurationInOpenState(
                                Duration.ofMillis(roundedUp(settings.sleepWindowNanos(), TimeUnit.MILLISECONDS)))
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .automaticTransitionFromOpenToHalfOpenEnabled(false)
                        .build());
        if (seed != null) {
            continueFrom(seed);
        }
        breaker.getEventPublisher().onStateTransition(transition -> beginTurn());
    }

    @Override
    public synchronized long tryAcquire(long nowNanos) {
        advanceTo(nowNanos);
        if (breaker.getState() == CircuitBreaker.State.HALF_OPEN
                && elapsedNanos - stateSinceNanos >= settings.sleepWindowNanos()) {
            breaker.releasePermission(); // the probe's, which is lost
            beginTurn();
        }
        clock.show(
                elapsedNanos == Long.MAX_VALUE ? elapsedNanos : elapsedNanos + 1); // it sleeps until after the deadline
        boolean permitted = breaker.tryAcquirePermission();
        clock.show(elapsedNanos);
        return permitted ? turn : REJECTED;
    }

    @Override
    public synchronized void onSuccess(long permit, long nowNanos, long durationNanos) {
        if (counts(permit)) {
            advanceTo(nowNanos);
            consecutiveFailures = 0;
            breaker.onSuccess(Math.max(0, durationNanos), TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public synchronized void onFailure(long permit, long nowNanos, long durationNanos) {
        if (!counts(permit)) {
            return;
        }
        advanceTo(nowNanos);
        if (consecutiveFailures < Integer.MAX_VALUE) {
            consecutiveFailures++;
        }
        breaker.onError(Math.max(0, durationNanos), TimeUnit.NANOSECONDS, FAILURE);
        if (breaker.getState() == CircuitBreaker.State.CLOSED && consecutiveFailures >= settings.maximumFailures()) {
            breaker.transitionToOpenState();
        }
    }

    @Override
    public synchronized State state() {
        return switch (breaker.getState()) {
            case OPEN, FORCED_OPEN -> State.OPEN;
            case HALF_OPEN -> State.HALF_OPEN;
            case CLOSED, DISABLED, METRICS_ONLY -> State.CLOSED;
        };
    }

    @Override
    public synchronized BreakerSnapshot snapshot(long nowNanos) {
        advanceTo(nowNanos);
        State state = state();
        CircuitBreaker.Metrics metrics = breaker.getMetrics();
        return new BreakerSnapshot(
                state,
                originNanos + stateSinceNanos,
                turn,
                consecutiveFailures,
                state == State.CLOSED ? metrics.getNumberOfSuccessfulCalls() : 0,
                state == State.CLOSED ? metrics.getNumberOfFailedCalls() : 0);
    }

    private void continueFrom(BreakerSnapshot seed) {
        turn = seed.turn();
        stateSinceNanos = Math.min(0, seed.sinceNanos() - originNanos);
        clock.show(stateSinceNanos);
        switch (seed.state()) {
            case CLOSED -> {
                clock.show(0);
                consecutiveFailures = seed.consecutiveFailures();
                replay(seed.successes(), seed.failures());
            }
            case OPEN -> breaker.transitionToOpenState();
            case HALF_OPEN -> {
                breaker.transitionToOpenState();
                breaker.transitionToHalfOpenState();
                breaker.tryAcquirePermission(); // the predecessor's probe has it
            }
        }
        clock.show(0);
    }

    /** Successes first, so that the ratio is never higher than it was. */
    private void replay(int successes, int failures) {
        long outcomes = (long) successes + failures;
        double scale =
                Math.min(1, Math.max(REPLAYED_OUTCOMES, settings.minimumCalls()) / (double) Math.max(1, outcomes));
        for (int i = 0; i < Math.round(successes * scale); i++) {
            breaker.onSuccess(0, TimeUnit.NANOSECONDS);
        }
        for (int i = 0; i < Math.round(failures * scale); i++) {
            breaker.onError(0, TimeUnit.NANOSECONDS, FAILURE);
        }
    }

    private boolean counts(long permit) {
        return permit == turn && breaker.getState() != CircuitBreaker.State.OPEN;
    }

    private void advanceTo(long nowNanos) {
        elapsedNanos = Math.max(elapsedNanos, nowNanos - originNanos);
        clock.show(elapsedNanos);
    }

    private void beginTurn() {
        turn = turn == BreakerSnapshot.MAXIMUM_TURN ? 0 : turn + 1;
        stateSinceNanos = elapsedNanos;
        consecutiveFailures = 0;
    }

    private static long roundedUp(long nanos, TimeUnit unit) {
        long unitNanos = unit.toNanos(1);
        return (nanos + unitNanos - 1) / unitNanos;
    }

    /** What resilience4j is told of every failure; one object for all, without a trace. */
    private static final class DownstreamFailure extends RuntimeException {
        private static final long serialVersionUID = 1;

        DownstreamFailure() {
            super("the downstream failed", null, false, false);
        }
    }
}
