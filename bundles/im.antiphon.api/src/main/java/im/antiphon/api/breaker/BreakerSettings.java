// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.breaker;

/**
 * When a breaker opens, and for how long.
 *
 * @param maximumFailures consecutive failures that open it
 * @param failureRatio share of failures in the window that opens it, 0..1
 * @param sleepWindowNanos how long it stays open before one probe
 */
public record BreakerSettings(int maximumFailures, double failureRatio, long sleepWindowNanos) {
    /** 5 failures, half of the calls, 60 seconds. */
    public static final BreakerSettings DEFAULT = new BreakerSettings(5, 0.5, 60_000_000_000L);

    public BreakerSettings {
        if (maximumFailures < 1) {
            throw new IllegalArgumentException("maximumFailures: " + maximumFailures + " (expected: >= 1)");
        }
        if (!(failureRatio > 0 && failureRatio <= 1)) {
            throw new IllegalArgumentException("failureRatio: " + failureRatio + " (expected: > 0, <= 1)");
        }
        if (sleepWindowNanos <= 0) {
            throw new IllegalArgumentException("sleepWindowNanos: " + sleepWindowNanos + " (expected: > 0)");
        }
    }
}
