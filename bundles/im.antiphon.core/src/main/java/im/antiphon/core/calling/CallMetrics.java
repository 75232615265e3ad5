// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.calling;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import im.antiphon.core.call.CallSnapshot;
import im.antiphon.core.call.CallState;
import im.antiphon.core.call.LegState;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * {@code antiphon_calls{state}}, and how long it takes from an invitation until it rings and until it is accepted, as
 * histograms {@code antiphon_call_ringing_seconds} and {@code antiphon_call_accepted_seconds}. Safe from any thread.
 */
final class CallMetrics {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double[] RINGING = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
    private static final double[] ACCEPTED = {0.5, 1, 2.5, 5, 10, 15, 20, 30, 45, 60};

    private final MetricRegistry metrics;
    private final Histogram ringing = new Histogram("antiphon_call_ringing_seconds", RINGING);
    private final Histogram accepted = new Histogram("antiphon_call_accepted_seconds", ACCEPTED);

    CallMetrics(MetricRegistry metrics) {
        this.metrics = metrics;
    }

    void publish(Supplier<Collection<CallSnapshot>> calls) {
        for (CallState state : new CallState[] {CallState.INVITING, CallState.ACTIVE}) {
            gauge(name(state), () -> calls.get().stream()
                    .filter(call -> call.state() == state)
                    .count());
        }
        ringing.publish();
        accepted.publish();
    }

    /** Undoes {@link #publish}, so that nobody's metrics keep these. */
    void unpublish() {
        metrics.removeMatching((name, metric) -> name.startsWith("antiphon_call_ringing_seconds")
                || name.startsWith("antiphon_call_accepted_seconds")
                || name.startsWith("antiphon_calls{"));
    }

    void onLegMoved(LegState to, long sinceInviteNanos) {
        if (to == LegState.RINGING) {
            ringing.add(sinceInviteNanos);
        } else if (to == LegState.CONNECTED) {
            accepted.add(sinceInviteNanos);
        }
    }

    private static String name(CallState state) {
        return "antiphon_calls{state=\"" + state.label() + "\"}";
    }

    private void gauge(String name, Gauge<Number> gauge) {
        metrics.gauge(name, () -> gauge);
    }

    private final class Histogram {
        private final String name;
        private final double[] bounds;
        private final AtomicLongArray within;
        private final LongAdder sumNanos = new LongAdder();

        Histogram(String name, double[] bounds) {
            this.name = name;
            this.bounds = bounds;
            this.within = new AtomicLongArray(bounds.length + 1);
        }

        void add(long nanos) {
            int bucket = 0;
            while (bucket < bounds.length && nanos > bounds[bucket] * NANOS_PER_SECOND) {
                bucket++;
            }
            within.incrementAndGet(bucket);
            sumNanos.add(nanos);
        }

        void publish() {
            for (int i = 0; i < bounds.length; i++) {
                int index = i;
                gauge(name + "_bucket{le=\"" + bounds[i] + "\"}", () -> upTo(index));
            }
            gauge(name + "_bucket{le=\"+Inf\"}", () -> upTo(bounds.length));
            gauge(name + "_count", () -> upTo(bounds.length));
            gauge(name + "_sum", () -> sumNanos.sum() / NANOS_PER_SECOND);
        }

        private long upTo(int bucket) {
            long count = 0;
            for (int i = 0; i <= bucket; i++) {
                count += within.get(i);
            }
            return count;
        }
    }
}
