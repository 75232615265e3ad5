// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.plugin.PluginKind;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * For how long products of one kind could not be called, because they were migrating: the histogram
 * {@code antiphon_plugin_pause_seconds{kind}} and {@code antiphon_plugin_longest_pause_seconds{kind}}. Where a loop has to
 * wait for that, also how long it computed at most, {@code antiphon_plugin_longest_pause_cpu_seconds{kind}}: what a pause took
 * beyond that is the machine's, which ran something else. Safe from any thread.
 */
final class PluginPauses {
    private static final double[] BOUNDS_SECONDS = {0.0001, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.2, 1};
    private static final double NANOS = 1e9;

    private final LongAdder[] within = new LongAdder[BOUNDS_SECONDS.length];
    private final LongAdder count = new LongAdder();
    private final LongAdder sumNanos = new LongAdder();
    private final LongAccumulator longestNanos = new LongAccumulator(Math::max, 0);
    private final LongAccumulator longestCpuNanos = new LongAccumulator(Math::max, 0);
    private final MetricRegistry metrics;
    private final String label;

    PluginPauses(MetricRegistry metrics, PluginKind kind) {
        this.metrics = metrics;
        label = "kind=\"" + kind.label() + "\"";
        String name = "antiphon_plugin_pause_seconds";
        for (int i = 0; i < within.length; i++) {
            LongAdder bucket = new LongAdder();
            within[i] = bucket;
            metrics.<Gauge<Long>>gauge(
                    name + "_bucket{" + label + ",le=\"" + BOUNDS_SECONDS[i] + "\"}", () -> bucket::sum);
        }
        metrics.<Gauge<Long>>gauge(name + "_bucket{" + label + ",le=\"+Inf\"}", () -> count::sum);
        metrics.<Gauge<Long>>gauge(name + "_count{" + label + "}", () -> count::sum);
        metrics.<Gauge<Double>>gauge(name + "_sum{" + label + "}", () -> () -> sumNanos.sum() / NANOS);
        metrics.<Gauge<Double>>gauge(
                "antiphon_plugin_longest_pause_seconds{" + label + "}", () -> () -> longestNanos.get() / NANOS);
    }

    void computed(long cpuNanos) {
        metrics.<Gauge<Double>>gauge(
                "antiphon_plugin_longest_pause_cpu_seconds{" + label + "}", () -> () -> longestCpuNanos.get() / NANOS);
        longestCpuNanos.accumulate(cpuNanos);
    }

    void add(long nanos) {
        for (int i = 0; i < within.length; i++) {
            if (nanos <= BOUNDS_SECONDS[i] * NANOS) {
                within[i].increment();
            }
        }
        count.increment();
        sumNanos.add(nanos);
        longestNanos.accumulate(nanos);
    }
}
