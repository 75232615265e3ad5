// SPDX-License-Identifier: Apache-2.0
package com.example.antiphon.delayaimd;

/** How much passes a place in a second, measured over a third of one at a time. Confined to one event loop. */
final class RateMeter {
    static final long UNKNOWN = -1;

    private static final long SPAN_NANOS = 300_000_000L;

    private boolean measuring;
    private long sinceNanos;
    private long bits;
    private long bitsPerSecond = UNKNOWN;

    /** @param nowNanos on any clock that goes on; one that goes back begins the span anew */
    void add(long nowNanos, int sizeInBytes) {
        long elapsed = nowNanos - sinceNanos;
        if (!measuring || elapsed < 0) {
            measuring = true;
            sinceNanos = nowNanos;
            bits = 0;
        } else if (elapsed >= SPAN_NANOS) {
            bitsPerSecond = (long) (bits * 1e9 / elapsed);
            sinceNanos = nowNanos;
            bits = 0;
        }
        bits += 8L * sizeInBytes;
    }

    /** Of the last span, or {@link #UNKNOWN} before its end. */
    long bitsPerSecond() {
        return bitsPerSecond;
    }
}
