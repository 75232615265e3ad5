// SPDX-License-Identifier: Apache-2.0
package im.antiphon.congestion.remb;

import im.antiphon.api.congestion.CongestionLimits;

/**
 * The rate that loss allows (draft-ietf-rmcat-gcc-02, section 6), changed by each receiver report:
 *
 * <pre>
 * loss &gt; 10 %        rate = rate * (1 - 0.5 * loss)
 * loss &lt;  2 %        rate = rate * 1.05
 * in between         rate stays
 * </pre>
 *
 * <p>So that reports about one and the same event count once, it is raised once a second at most and cut at most once in
 * 300 ms and a round trip, the intervals that WebRTC's own sender keeps. Confined to one event loop.
 */
final class LossBasedRate {
    static final double HIGH_LOSS = 0.10;
    static final double LOW_LOSS = 0.02;

    private static final double RAISE = 1.05;
    private static final double CUT = 0.5;
    private static final long RAISE_INTERVAL_NANOS = 1_000_000_000L;
    private static final long CUT_INTERVAL_NANOS = 300_000_000L;

    private final CongestionLimits limits;
    private long bitsPerSecond;
    private boolean changed;
    private long changedNanos;

    LossBasedRate(CongestionLimits limits, long bitsPerSecond) {
        this.limits = limits;
        this.bitsPerSecond = limits.clamp(bitsPerSecond);
    }

    long bitsPerSecond() {
        return bitsPerSecond;
    }

    /** Starts anew from a rate that is known to be bearable. */
    void anchor(long knownBitsPerSecond) {
        bitsPerSecond = limits.clamp(knownBitsPerSecond);
    }

    void onReport(long nowNanos, double lossFraction, long roundTripNanos) {
        long sinceNanos = changed ? nowNanos - changedNanos : Long.MAX_VALUE;
        if (lossFraction > HIGH_LOSS) {
            if (sinceNanos >= CUT_INTERVAL_NANOS + Math.max(0, roundTripNanos)) {
                change(nowNanos, 1 - CUT * lossFraction);
            }
        } else if (lossFraction < LOW_LOSS && sinceNanos >= RAISE_INTERVAL_NANOS) {
            change(nowNanos, RAISE);
        }
    }

    private void change(long nowNanos, double factor) {
        bitsPerSecond = limits.clamp(Math.round(bitsPerSecond * factor));
        changed = true;
        changedNanos = nowNanos;
    }
}
