// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

/** How many errors within a sliding window are too many. Safe from any thread. */
final class ErrorLimit {
    private final long[] times;
    private final long windowNanos;
    private int next;
    private long count;

    ErrorLimit(int errors, long windowNanos) {
        this.times = new long[errors];
        this.windowNanos = windowNanos;
    }

    /** Notes one error; true where the last {@code errors} of them, this one included, fell within the window. */
    synchronized boolean isExceededBy(long nowNanos) {
        times[next] = nowNanos;
        next = (next + 1) % times.length;
        count++;
        return count >= times.length && nowNanos - times[next] <= windowNanos;
    }
}
