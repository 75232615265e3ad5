// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.breaker;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.breaker.BreakerSettings;
import im.antiphon.api.breaker.BreakerSnapshot;
import im.antiphon.api.breaker.CircuitBreaker;
import im.antiphon.api.breaker.CircuitBreakerFactory;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.core.plugin.PluginIdentity;
import im.antiphon.core.plugin.PluginJournal;
import im.antiphon.core.plugin.PluginSlot;
import im.antiphon.core.plugin.PluginVersion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Guarded calls on a test bench, with a plugin that counts failures only, and others made to order. */
final class BreakerBench {
    static final BreakerSettings SETTINGS = new BreakerSettings(3, 1, 1_000, 10_000_000_000L, 60_000_000_000L);

    final MetricRegistry metrics = new MetricRegistry();
    final PluginSlot<CircuitBreakerFactory> slot;
    final GuardedCalls calls;
    final List<String> created = Collections.synchronizedList(new ArrayList<>());
    volatile long nowNanos = 5_000;
    private volatile @Nullable CircuitBreaker latest;
    private long nextServiceId = 1;

    BreakerBench() {
        slot = new PluginSlot<>(PluginKind.BREAKER, new PluginJournal(metrics, () -> 0), () -> nowNanos);
        calls = new GuardedCalls(slot, metrics, () -> nowNanos);
        calls.configure(SETTINGS);
    }

    long bind(String name, int ranking, CircuitBreakerFactory factory) {
        long serviceId = nextServiceId++;
        slot.bind(
                new PluginIdentity(name, PluginVersion.parse("1.0.0"), "test." + name, ranking, serviceId),
                (downstream, settings, now, seed) -> {
                    created.add(name + " for " + downstream);
                    latest = factory.create(downstream, settings, now, seed);
                    return latest;
                });
        return serviceId;
    }

    String servedBy() {
        return calls.breakers().get(0).servedBy();
    }

    /** As the breaker made last has counted them. */
    long failuresInARow() {
        return Objects.requireNonNull(latest).snapshot(nowNanos).consecutiveFailures();
    }

    long count(String metric) {
        return metrics.counter(metric).getCount();
    }

    @Nullable
    Object gauge(String metric) {
        Gauge<?> gauge = metrics.getGauges().get(metric);
        return gauge == null ? null : gauge.getValue();
    }

    /** Counts failures in a row; not for use by several threads. */
    static class Simple implements CircuitBreaker {
        private final BreakerSettings settings;
        private State state = State.CLOSED;
        private long sinceNanos;
        private long turn;
        private int failures;

        Simple(BreakerSettings settings, long nowNanos, @Nullable BreakerSnapshot seed) {
            this.settings = settings;
            this.sinceNanos = nowNanos;
            if (seed != null) {
                state = seed.state();
                sinceNanos = seed.sinceNanos();
                turn = seed.turn();
                failures = seed.consecutiveFailures();
            }
        }

        @Override
        public long tryAcquire(long nowNanos) {
            if (state == State.OPEN && nowNanos - sinceNanos >= settings.sleepWindowNanos()) {
                enter(State.HALF_OPEN, nowNanos);
                return turn;
            }
            return state == State.CLOSED ? turn : REJECTED;
        }

        @Override
        public void onSuccess(long permit, long nowNanos, long durationNanos) {
            failures = 0;
            if (permit == turn && state == State.HALF_OPEN) {
                enter(State.CLOSED, nowNanos);
            }
        }

        @Override
        public void onFailure(long permit, long nowNanos, long durationNanos) {
            if (permit == turn && (++failures >= settings.maximumFailures() || state == State.HALF_OPEN)) {
                enter(State.OPEN, nowNanos);
            }
        }

        @Override
        public State state() {
            return state;
        }

        @Override
        public BreakerSnapshot snapshot(long nowNanos) {
            return new BreakerSnapshot(state, sinceNanos, turn, failures, 0, 0);
        }

        private void enter(State entered, long nowNanos) {
            state = entered;
            sinceNanos = nowNanos;
            failures = 0;
            turn++;
        }
    }

    static CircuitBreakerFactory simple() {
        return (name, settings, nowNanos, seed) -> new Simple(settings, nowNanos, seed);
    }
}
