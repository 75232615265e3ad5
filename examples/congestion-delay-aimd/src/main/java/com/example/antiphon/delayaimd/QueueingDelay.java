// SPDX-License-Identifier: Apache-2.0
package com.example.antiphon.delayaimd;

/**
 * How long packets wait in the queues of a path: the delay of now above the least of the last half minute, which is taken
 * for the path's own (the idea of LEDBAT, RFC 6817, section 3.4.2). Since only differences count, it takes round trips, and
 * delays one way between clocks that do not agree. The least is remembered in two spans, so that a route that has become
 * longer is believed after half a minute, and a clock that runs 100 millionths too fast adds three milliseconds at most.
 *
 * <p>Confined to one event loop.
 */
final class QueueingDelay {
    private static final long SPAN_NANOS = 15_000_000_000L;
    private static final long JUMP_NANOS = 10_000_000_000L;
    private static final long SHORTEST_STEP_NANOS = 10_000_000L;
    private static final double GRADIENT_WEIGHT = 0.3;

    private boolean measured;
    private long atNanos;
    private long delayNanos;
    private double gradient;
    private long spanStartNanos;
    private long leastNanos;
    private long leastOfFormerSpanNanos;

    /** @param delay of a packet sent at {@code sentNanos}, with an origin of its own */
    void onSample(long sentNanos, long delay) {
        long step = sentNanos - atNanos;
        long change = delay - delayNanos;
        if (!measured || step < 0 || Math.abs(change) > JUMP_NANOS || change == Long.MIN_VALUE) {
            restart(sentNanos, delay);
            return;
        }
        if (step >= SHORTEST_STEP_NANOS) {
            gradient += GRADIENT_WEIGHT * ((double) change / step - gradient);
        }
        atNanos = sentNanos;
        delayNanos = delay;
        if (sentNanos - spanStartNanos >= SPAN_NANOS) {
            spanStartNanos = sentNanos;
            leastOfFormerSpanNanos = leastNanos;
            leastNanos = delay;
        } else if (delay - leastNanos < 0) {
            leastNanos = delay;
        }
    }

    /** The first sample, or a clock that was set anew. */
    private void restart(long sentNanos, long delay) {
        measured = true;
        atNanos = sentNanos;
        delayNanos = delay;
        gradient = 0;
        spanStartNanos = sentNanos;
        leastNanos = delay;
        leastOfFormerSpanNanos = delay;
    }

    boolean measured() {
        return measured;
    }

    /** How long packets wait at the moment; 0 while nothing has been measured. */
    long standingNanos() {
        return Math.max(delayNanos - leastNanos, delayNanos - leastOfFormerSpanNanos);
    }

    /** By how much delay grows, in seconds a second, smoothed; negative while queues drain. */
    double gradient() {
        return gradient;
    }
}
