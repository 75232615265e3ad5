// SPDX-License-Identifier: Apache-2.0
package im.antiphon.congestion.fixed;

import im.antiphon.api.congestion.CongestionController;
import im.antiphon.api.congestion.CongestionFeedback;
import im.antiphon.api.congestion.CongestionLimits;
import im.antiphon.api.congestion.CongestionSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Holds one rate within the limits. It does not probe and does not adapt; while a {@link MediaCircuitBreaker} is open it
 * sends a tenth (RFC 8083, section 4.5), though not less than the least rate allowed. For networks whose capacity is known,
 * and as the plain answer when cleverer controllers fail. Confined to one event loop.
 */
public final class FixedRateController implements CongestionController {
    private static final int REDUCTION = 10;

    private final long heldBitsPerSecond;
    private final long reducedBitsPerSecond;
    private final MediaCircuitBreaker breaker;
    private double lossFraction;
    private long roundTripNanos = -1;
    private long receiverEstimateBitsPerSecond = -1;

    /**
     * @param limits what the rate stays within
     * @param bitsPerSecond the rate to hold, or 0 for the limits' start rate
     * @param seed of the predecessor, whose rate does not matter here, or null
     */
    public FixedRateController(CongestionLimits limits, long bitsPerSecond, @Nullable CongestionSnapshot seed) {
        if (bitsPerSecond < 0) {
            throw new IllegalArgumentException("bitsPerSecond: " + bitsPerSecond + " (expected: >= 0)");
        }
        heldBitsPerSecond = bitsPerSecond == 0 ? limits.startBitsPerSecond() : limits.clamp(bitsPerSecond);
        reducedBitsPerSecond = limits.clamp(heldBitsPerSecond / REDUCTION);
        if (seed != null) {
            CongestionSnapshot sound = seed.soundWithin(limits);
            lossFraction = sound.lossFraction();
            roundTripNanos = sound.roundTripNanos();
            receiverEstimateBitsPerSecond = sound.receiverEstimateBitsPerSecond();
        }
        breaker = new MediaCircuitBreaker(roundTripNanos);
    }

    @Override
    public void onPacketSent(long nowNanos, long transportSequenceNumber, int sizeInBytes) {
        breaker.onPacketSent(nowNanos, sizeInBytes);
    }

    @Override
    public void onFeedback(long nowNanos, CongestionFeedback feedback) {
        if (feedback instanceof CongestionFeedback.ReceiverReport report) {
            lossFraction = report.lossFraction();
            if (report.roundTripNanos() >= 0) {
                roundTripNanos = report.roundTripNanos();
            }
            breaker.onReport(nowNanos, report.lossFraction(), report.roundTripNanos());
        } else if (feedback instanceof CongestionFeedback.ReceiverEstimate estimate) {
            // Not obeyed, but kept for a successor that would.
            receiverEstimateBitsPerSecond = estimate.bitsPerSecond();
        }
    }

    @Override
    public long targetBitsPerSecond() {
        return breaker.isOpen() ? reducedBitsPerSecond : heldBitsPerSecond;
    }

    @Override
    public CongestionSnapshot snapshot() {
        return new CongestionSnapshot(
                targetBitsPerSecond(), lossFraction, roundTripNanos, receiverEstimateBitsPerSecond);
    }
}
