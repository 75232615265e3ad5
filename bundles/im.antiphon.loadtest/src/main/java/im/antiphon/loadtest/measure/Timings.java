// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.measure;

import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Collects times from a microsecond to half an hour, each to within a hundredth. Safe from any thread. */
public final class Timings {
    private static final long LEAST_NANOS = 1_000L;
    private static final long MOST_NANOS = 1_800_000_000_000L;
    private static final int DIGITS = 2;

    private final Histogram histogram = new ConcurrentHistogram(LEAST_NANOS, MOST_NANOS, DIGITS);

    public void add(long nanos) {
        histogram.recordValue(Math.max(0, Math.min(MOST_NANOS, nanos)));
    }

    public Percentiles percentiles() {
        return Percentiles.of(histogram);
    }
}
