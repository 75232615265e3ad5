// SPDX-License-Identifier: Apache-2.0
package im.antiphon.congestion.remb;

import im.antiphon.api.congestion.CongestionController;
import im.antiphon.api.congestion.CongestionFeedback;
import im.antiphon.api.congestion.CongestionLimits;
import im.antiphon.api.congestion.CongestionSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Follows the receiver's estimate (draft-alvestrand-rmcat-remb-03), held against the loss that receivers report: the target
 * is the smaller of the estimate and the {@link LossBasedRate} (draft-ietf-rmcat-gcc-02, sections 4 and 6).
 *
 * <p>While loss is low the receiver is taken at its word: the loss-based rate is put at the estimate at once, rather than
 * climbing towards it. When no estimate has come for a while (it has a lifetime; receivers send one about once a second),
 * it is forgotten and loss alone decides. Transport-wide feedback is not evaluated.
 *
 * <p>Confined to one event loop.
 */
public final class RembController implements CongestionController {
    private static final long NONE = -1;

    private final CongestionLimits limits;
    private final long estimateLifetimeNanos;
    private final LossBasedRate lossBased;
    private double lossFraction;
    private long roundTripNanos = -1;
    private long estimateBitsPerSecond = NONE;
    private long estimateExpiryNanos = NEVER;

    /**
     * @param limits what the target stays within
     * @param estimateLifetimeNanos how long an estimate holds
     * @param seed of the predecessor, whose target it goes on from, or null
     */
    public RembController(CongestionLimits limits, long estimateLifetimeNanos, @Nullable CongestionSnapshot seed) {
        if (estimateLifetimeNanos <= 0) {
            throw new IllegalArgumentException("estimateLifetimeNanos: " + estimateLifetimeNanos + " (expected: > 0)");
        }
        this.limits = limits;
        this.estimateLifetimeNanos = estimateLifetimeNanos;
        if (seed == null) {
            lossBased = new LossBasedRate(limits, limits.startBitsPerSecond());
        } else {
            CongestionSnapshot sound = seed.soundWithin(limits);
            lossBased = new LossBasedRate(limits, sound.targetBitsPerSecond());
            lossFraction = sound.lossFraction();
            roundTripNanos = sound.roundTripNanos();
            estimateBitsPerSecond = sound.receiverEstimateBitsPerSecond();
        }
    }

    @Override
    public void onPacketSent(long nowNanos, long transportSequenceNumber, int sizeInBytes) {
        holdSeededEstimate(nowNanos);
    }

    @Override
    public void onFeedback(long nowNanos, CongestionFeedback feedback) {
        holdSeededEstimate(nowNanos);
        if (feedback instanceof CongestionFeedback.ReceiverEstimate estimate) {
            estimateBitsPerSecond = estimate.bitsPerSecond();
            estimateExpiryNanos = nowNanos + estimateLifetimeNanos;
        } else if (feedback instanceof CongestionFeedback.ReceiverReport report) {
            lossFraction = report.lossFraction();
            if (report.roundTripNanos() >= 0) {
                roundTripNanos = report.roundTripNanos();
            }
            lossBased.onReport(nowNanos, lossFraction, roundTripNanos);
        } else {
            return;
        }
        if (estimateBitsPerSecond != NONE) {
            follow();
        }
    }

    @Override
    public void onTimeout(long nowNanos) {
        if (estimateExpiryNanos != NEVER && nowNanos - estimateExpiryNanos >= 0) {
            estimateBitsPerSecond = NONE;
            estimateExpiryNanos = NEVER;
        }
    }

    @Override
    public long nextTimeoutNanos() {
        return estimateExpiryNanos;
    }

    @Override
    public long targetBitsPerSecond() {
        long allowed = lossBased.bitsPerSecond();
        return estimateBitsPerSecond == NONE ? allowed : limits.clamp(Math.min(allowed, estimateBitsPerSecond));
    }

    @Override
    public CongestionSnapshot snapshot() {
        return new CongestionSnapshot(targetBitsPerSecond(), lossFraction, roundTripNanos, estimateBitsPerSecond);
    }

    private void follow() {
        // Without loss the estimate is right; above it, loss has not been tried, so going there needs another estimate.
        if (lossFraction < LossBasedRate.LOW_LOSS || estimateBitsPerSecond < lossBased.bitsPerSecond()) {
            lossBased.anchor(estimateBitsPerSecond);
        }
    }

    /** An estimate taken over holds from the first sign of the time: a factory is not told what time it is. */
    private void holdSeededEstimate(long nowNanos) {
        if (estimateBitsPerSecond != NONE && estimateExpiryNanos == NEVER) {
            estimateExpiryNanos = nowNanos + estimateLifetimeNanos;
        }
    }
}
