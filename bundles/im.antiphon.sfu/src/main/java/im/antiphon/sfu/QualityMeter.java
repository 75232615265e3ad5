// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import im.antiphon.api.congestion.ManagedCongestionController;
import im.antiphon.api.media.MediaQuality;

/** Gathers the figures that people and pages see of one member. */
final class QualityMeter {
    private static final long LEAST_NANOS = 100_000_000L;

    private long sentBytes;
    private long measuredBytes;
    private long measuredNanos;
    private long sentBitsPerSecond;
    private double downlinkLossFraction;
    private long downlinkJitterNanos;
    private long roundTripNanos = -1;

    /** @param nowNanos when it began */
    QualityMeter(long nowNanos) {
        measuredNanos = nowNanos;
    }

    /** Counts, and no more: each packet to each listener comes here. */
    void onSent(int sizeInBytes) {
        sentBytes += sizeInBytes;
    }

    /** Over the time since it was last asked, while that is a tenth of a second at least. */
    private long sentBitsPerSecond(long nowNanos) {
        long elapsedNanos = nowNanos - measuredNanos;
        if (elapsedNanos >= LEAST_NANOS) {
            sentBitsPerSecond = Math.round((sentBytes - measuredBytes) * 8e9 / elapsedNanos);
            measuredBytes = sentBytes;
            measuredNanos = nowNanos;
        }
        return sentBitsPerSecond;
    }

    /** What the member reported about the streams it is sent, the worst of them. */
    void onReport(double lossFraction, long jitterNanos, long roundTrip) {
        downlinkLossFraction = lossFraction;
        downlinkJitterNanos = jitterNanos;
        if (roundTrip >= 0) {
            roundTripNanos = roundTrip;
        }
    }

    /** The figures as they stand; to be asked before the reception reports begin a new interval. */
    MediaQuality measure(long nowNanos, Member member) {
        double uplinkLossFraction = 0;
        long uplinkJitterNanos = 0;
        long uplinkBitsPerSecond = 0;
        long audience = Long.MAX_VALUE;
        for (Publication publication : member.publications()) {
            if (!publication.receiving()) {
                continue;
            }
            uplinkLossFraction =
                    Math.max(uplinkLossFraction, publication.statistics().fractionLost() / 256.0);
            uplinkJitterNanos =
                    Math.max(uplinkJitterNanos, publication.statistics().jitterNanos());
            uplinkBitsPerSecond += publication.statistics().bitsPerSecond(nowNanos);
            audience = Math.min(audience, publication.shareOfWholeAudience());
        }
        ManagedCongestionController congestion = member.downlink().congestion();
        return new MediaQuality(
                uplinkLossFraction,
                uplinkJitterNanos / 1e6,
                uplinkBitsPerSecond,
                downlinkLossFraction,
                downlinkJitterNanos / 1e6,
                sentBitsPerSecond(nowNanos),
                roundTripNanos < 0 ? -1 : roundTripNanos / 1e6,
                congestion.targetBitsPerSecond(),
                audience == Long.MAX_VALUE ? -1 : audience,
                congestion.servedBy());
    }
}
