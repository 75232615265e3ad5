// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.measure;

import org.HdrHistogram.Histogram;

/** How something measured in time is distributed, in milliseconds. All 0 where nothing was measured. */
public record Percentiles(long count, double mean, double p50, double p90, double p99, double p999, double maximum) {
    /** Nothing measured. */
    public static final Percentiles NONE = new Percentiles(0, 0, 0, 0, 0, 0, 0);

    private static final double NANOS_PER_MILLI = 1e6;

    /** Of a histogram of nanoseconds. */
    public static Percentiles of(Histogram nanos) {
        if (nanos.getTotalCount() == 0) {
            return NONE;
        }
        return new Percentiles(
                nanos.getTotalCount(),
                millis(nanos.getMean()),
                millis(nanos.getValueAtPercentile(50)),
                millis(nanos.getValueAtPercentile(90)),
                millis(nanos.getValueAtPercentile(99)),
                millis(nanos.getValueAtPercentile(99.9)),
                millis(nanos.getMaxValue()));
    }

    /** To a microsecond. */
    private static double millis(double nanos) {
        return Math.round(nanos / 1000) * 1000 / NANOS_PER_MILLI;
    }
}
