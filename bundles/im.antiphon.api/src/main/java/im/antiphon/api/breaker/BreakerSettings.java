// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.breaker;

/**
 * When a breaker opens, and for how long.
 *
 * @param maximumFailures consecutive failures that open it
 * @param failureRatio share of failures in the window that opens it, above 0, at most 1
 * @param minimumCalls so many outcomes must be in the window before their ratio counts
 * @param windowNanos how long an outcome is remembered, at least a millisecond
 * @param sleepWindowNanos how long it stays open before one probe, at least a millisecond
 */
public record BreakerSettings(
        int maximumFailures, double failureRatio, int minimumCalls, long windowNanos, long sleepWindowNanos) {
    /** 5 failures in a row, or half of at least 10 calls within 10 seconds; then 60 seconds of sleep. */
    public static final BreakerSettings DEFAULT = new BreakerSettings(5, 0.5, 10, 10_000_000_000L, 60_000_000_000L);

    private static final long MILLISECOND = 1_000_000;
    private static final long DAY = 86_400_000 * MILLISECOND;

    public BreakerSettings {
        requireAtLeastOne("maximumFailures", maximumFailures);
        if (!(failureRatio > 0 && failureRatio <= 1)) {
            throw new IllegalArgumentException("failureRatio: " + failureRatio + " (expected: > 0, <= 1)");
        }
        requireAtLeastOne("minimumCalls", minimumCalls);
        requireDuration("windowNanos", windowNanos);
        requireDuration("sleepWindowNanos", sleepWindowNanos);
    }

    private static void requireAtLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
        }
    }

    private static void requireDuration(String name, long nanos) {
        if (nanos < MILLISECOND || nanos > DAY) {
            throw new IllegalArgumentException(name + ": " + nanos + " (expected: " + MILLISECOND + ".." + DAY + ")");
        }
    }
}
