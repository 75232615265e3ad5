// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import org.jspecify.annotations.Nullable;

/** How many errors within a sliding window are too many. Holds nothing before the first one. Safe from any thread. */
final class ErrorLimit {
    private final int errors;
    private final long windowNanos;
    private long @Nullable [] times;
    private int next;
    private long count;

    ErrorLimit(int errors, long windowNanos) {
        this.errors = errors;
        this.windowNanos = windowNanos;
    }

    /** Notes one error; true where the last {@code errors} of them, this one included, fell within the window. */
    synchronized boolean isExceededBy(long nowNanos) {
        if (times == null) {
            times = new long[errors];
        }
        times[next] = nowNanos;
        next = (next + 1) % errors;
        count++;
        return count >= errors && nowNanos - times[next] <= windowNanos;
    }
}
