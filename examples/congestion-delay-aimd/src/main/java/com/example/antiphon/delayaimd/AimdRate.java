// SPDX-License-Identifier: Apache-2.0
package com.example.antiphon.delayaimd;

import im.antiphon.api.congestion.CongestionLimits;

/**
 * Rises by a step, falls by a share: what makes the flows of a path come to equal rates. Far from where it has met congestion
 * it rises by a share too, and it never rises far beyond what is sent, for a rate that nobody uses has not been tried (RFC
 * 8836, section 2).
 *
 * <p>Confined to one event loop.
 */
final class AimdRate {
    private static final double RISE_PER_SECOND = 0.08;
    private static final double STEP_BITS_PER_SECOND_PER_SECOND = 8_000;
    private static final double NEAR = 0.85;
    private static final double UNTRIED = 1.5;
    private static final double UNTRIED_BITS_PER_SECOND = 10_000;
    private static final double LONGEST_STEP_SECONDS = 1;
    private static final long REACTION_NANOS = 200_000_000L;

    private final CongestionLimits limits;
    private double bitsPerSecond;
    private double congestedBitsPerSecond = Double.POSITIVE_INFINITY;
    private boolean decided;
    private long decidedNanos;
    private boolean cut;
    private long cutNanos;

    AimdRate(CongestionLimits limits, long bitsPerSecond) {
        this.limits = limits;
        this.bitsPerSecond = limits.clamp(bitsPerSecond);
    }

    long bitsPerSecond() {
        return limits.clamp(Math.round(bitsPerSecond));
    }

    /** @param sentBitsPerSecond what is in use, or -1 while unknown */
    void rise(long nowNanos, long sentBitsPerSecond) {
        double seconds = secondsSinceDecision(nowNanos);
        boolean near = bitsPerSecond > NEAR * congestedBitsPerSecond;
        double risen = near
                ? bitsPerSecond + STEP_BITS_PER_SECOND_PER_SECOND * seconds
                : bitsPerSecond * (1 + RISE_PER_SECOND * seconds);
        if (bitsPerSecond > congestedBitsPerSecond) {
            congestedBitsPerSecond = Double.POSITIVE_INFINITY; // the path has more room than it had
        }
        double tried = sentBitsPerSecond < 0 ? risen : UNTRIED * sentBitsPerSecond + UNTRIED_BITS_PER_SECOND;
        set(Math.min(risen, Math.max(bitsPerSecond, tried)));
    }

    void hold(long nowNanos) {
        secondsSinceDecision(nowNanos);
    }

    /**
     * Falls at once, and not again before the path can have shown what came of it.
     *
     * @param factor below 1, of what the path carries or, where that is less, of the rate in force
     * @param carriedBitsPerSecond what gets through, or -1 while unknown
     * @param roundTripNanos or -1 while unknown
     */
    void fall(long nowNanos, double factor, long carriedBitsPerSecond, long roundTripNanos) {
        secondsSinceDecision(nowNanos);
        if (cut && nowNanos - cutNanos - REACTION_NANOS < Math.max(0, roundTripNanos)) {
            return;
        }
        double bearable = carriedBitsPerSecond < 0 ? bitsPerSecond : Math.min(bitsPerSecond, carriedBitsPerSecond);
        congestedBitsPerSecond = bearable;
        cut = true;
        cutNanos = nowNanos;
        set(factor * bearable);
    }

    private double secondsSinceDecision(long nowNanos) {
        double seconds = decided ? Math.max(0, (nowNanos - decidedNanos) / 1e9) : 0;
        decided = true;
        decidedNanos = nowNanos;
        return Math.min(LONGEST_STEP_SECONDS, seconds);
    }

    private void set(double changed) {
        bitsPerSecond =
                Math.max(limits.minimumBitsPerSecond(), Math.min((double) limits.maximumBitsPerSecond(), changed));
    }
}
