// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.breaker;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.breaker.BreakerInfo;
import im.antiphon.api.breaker.BreakerSettings;
import im.antiphon.api.breaker.CircuitBreaker;
import im.antiphon.api.breaker.CircuitBreakerFactory;
import im.antiphon.core.plugin.SwappableCircuitBreaker;
import im.antiphon.core.plugin.TenantSlot;
import java.util.function.LongSupplier;

/** One downstream: its breaker and its counters. Safe from any thread. */
final class GuardedDownstream implements AutoCloseable {
    private final String name;
    private final LongSupplier nanoTime;
    private final MetricRegistry metrics;
    private final Counter successes;
    private final Counter failures;
    private final Counter rejected;
    private final Counter opened;
    private final Counter halfOpened;
    private final SwappableCircuitBreaker breaker;

    GuardedDownstream(
            String name,
            TenantSlot<CircuitBreakerFactory> slot,
            BreakerSettings settings,
            MetricRegistry metrics,
            LongSupplier nanoTime) {
        this.name = name;
        this.nanoTime = nanoTime;
        this.metrics = metrics;
        this.successes = metrics.counter(calls("success"));
        this.failures = metrics.counter(calls("failure"));
        this.rejected = metrics.counter(calls("rejected"));
        this.opened = metrics.counter(metric("antiphon_breaker_opened_total"));
        this.halfOpened = metrics.counter(metric("antiphon_breaker_halfopen_total"));
        this.breaker = SwappableCircuitBreaker.open(slot, name, settings, nanoTime, this::count);
        metrics.<Gauge<Integer>>gauge(stateMetric(), () -> () -> figure(breaker.state()));
    }

    /** A permit, or {@link CircuitBreaker#REJECTED}, which is counted. */
    long ask(long nowNanos) {
        long permit = breaker.tryAcquire(nowNanos);
        if (permit == CircuitBreaker.REJECTED) {
            rejected.inc();
        }
        return permit;
    }

    /** The call that was permitted at {@code beganNanos} is over. */
    void report(long permit, boolean success, long beganNanos) {
        long nowNanos = nanoTime.getAsLong();
        if (success) {
            successes.inc();
            breaker.onSuccess(permit, nowNanos, nowNanos - beganNanos);
        } else {
            failures.inc();
            breaker.onFailure(permit, nowNanos, nowNanos - beganNanos);
        }
    }

    void configure(BreakerSettings settings) {
        breaker.configure(settings);
    }

    BreakerInfo info() {
        return new BreakerInfo(
                name,
                breaker.state(),
                breaker.servedBy(),
                successes.getCount(),
                failures.getCount(),
                rejected.getCount(),
                opened.getCount(),
                halfOpened.getCount());
    }

    /** Lets the plugin and the gauge go; what calls still are under way end unguarded. */
    @Override
    public void close() {
        breaker.close();
        metrics.remove(stateMetric());
    }

    private void count(CircuitBreaker.State from, CircuitBreaker.State to) {
        if (to == CircuitBreaker.State.OPEN) {
            opened.inc();
        } else if (to == CircuitBreaker.State.HALF_OPEN) {
            halfOpened.inc();
        }
    }

    private static int figure(CircuitBreaker.State state) {
        return switch (state) {
            case CLOSED -> 0;
            case HALF_OPEN -> 1;
            case OPEN -> 2;
        };
    }

    private String stateMetric() {
        return metric("antiphon_breaker_state");
    }

    private String metric(String metric) {
        return metric + "{name=\"" + name + "\"}";
    }

    private String calls(String outcome) {
        return "antiphon_breaker_calls_total{name=\"" + name + "\",outcome=\"" + outcome + "\"}";
    }
}
