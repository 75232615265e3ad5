// SPDX-License-Identifier: Apache-2.0
package im.antiphon.observe;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.Meter;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Snapshot;
import com.codahale.metrics.Timer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A metric registry in the text exposition format of Prometheus, version 0.0.4.
 *
 * <p>Labels are written in the registered names. A family is a counter where its name ends in {@code _total}; a histogram
 * where it has samples {@code …_bucket{le="…"}}, beside {@code …_sum} and {@code …_count}; a summary where it is a timer
 * (in seconds) or a histogram of the registry; a gauge else. A gauge that throws or is no number is left out.
 */
public final class PrometheusText {
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final String BUCKET = "_bucket";
    private static final double[] QUANTILES = {0.5, 0.95, 0.99};

    private PrometheusText() {}

    /** One line to be. */
    private record Sample(MetricName name, double value) {}

    /** Writes all that is registered, families in the order of their names. Safe from any thread. */
    public static String of(MetricRegistry registry) {
        Map<String, Metric> metrics = new TreeMap<>(registry.getMetrics());
        Set<String> histograms = new HashSet<>();
        for (String registered : metrics.keySet()) {
            MetricName name = MetricName.parse(registered);
            if (name.base().endsWith(BUCKET) && !Double.isNaN(name.upperBound())) {
                histograms.add(name.base().substring(0, name.base().length() - BUCKET.length()));
            }
        }
        Map<String, List<Sample>> families = new TreeMap<>();
        Map<String, String> types = new TreeMap<>();
        metrics.forEach((registered, metric) -> {
            MetricName name = MetricName.parse(registered);
            List<Sample> samples = new ArrayList<>();
            read(name, metric, samples);
            if (!samples.isEmpty()) {
                String family = family(name.base(), histograms);
                families.computeIfAbsent(family, key -> new ArrayList<>()).addAll(samples);
                types.putIfAbsent(family, type(family, metric, histograms));
            }
        });
        StringBuilder text = new StringBuilder(4096);
        families.forEach((family, samples) -> {
            text.append("# TYPE ")
                    .append(family)
                    .append(' ')
                    .append(types.get(family))
                    .append('\n');
            if (histograms.contains(family)) {
                samples.sort(
                        Comparator.comparing((Sample sample) -> sample.name().series())
                                .thenComparing(sample -> sample.name().base())
                                .thenComparingDouble(sample -> sample.name().upperBound()));
            }
            for (Sample sample : samples) {
                text.append(sample.name())
                        .append(' ')
                        .append(number(sample.value()))
                        .append('\n');
            }
        });
        return text.toString();
    }

    private static String family(String base, Set<String> histograms) {
        for (String suffix : List.of(BUCKET, "_sum", "_count")) {
            if (base.endsWith(suffix)) {
                String family = base.substring(0, base.length() - suffix.length());
                if (histograms.contains(family)) {
                    return family;
                }
            }
        }
        return base;
    }

    private static String type(String family, Metric metric, Set<String> histograms) {
        if (histograms.contains(family)) {
            return "histogram";
        }
        if (metric instanceof Timer || metric instanceof Histogram) {
            return "summary";
        }
        return family.endsWith("_total") || metric instanceof Meter ? "counter" : "gauge";
    }

    private static void read(MetricName name, Metric metric, List<Sample> samples) {
        if (metric instanceof Gauge<?> gauge) {
            Object value = value(gauge);
            if (value instanceof Number number) {
                samples.add(new Sample(name, number.doubleValue()));
            } else if (value instanceof Boolean truth) {
                samples.add(new Sample(name, truth ? 1 : 0));
            }
        } else if (metric instanceof Counter counter) {
            samples.add(new Sample(name, counter.getCount()));
        } else if (metric instanceof Meter meter) {
            samples.add(new Sample(name, meter.getCount()));
        } else if (metric instanceof Timer timer) {
            quantiles(name, timer.getSnapshot(), timer.getCount(), TimeUnit.SECONDS.toNanos(1), samples);
        } else if (metric instanceof Histogram histogram) {
            quantiles(name, histogram.getSnapshot(), histogram.getCount(), 1, samples);
        }
    }

    private static Object value(Gauge<?> gauge) {
        try {
            Object value = gauge.getValue();
            return value == null ? "" : value;
        } catch (RuntimeException e) { // A gauge is foreign code, and one that fails must not take the others along.
            return "";
        }
    }

    private static void quantiles(
            MetricName name, Snapshot snapshot, long count, double divisor, List<Sample> samples) {
        for (double quantile : QUANTILES) {
            samples.add(new Sample(
                    name.labelled("quantile", Double.toString(quantile)), snapshot.getValue(quantile) / divisor));
        }
        samples.add(new Sample(name.suffixed("_count"), count));
    }

    private static String number(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
        return whole ? Long.toString((long) value) : Double.toString(value);
    }
}
