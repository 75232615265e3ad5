// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import im.antiphon.api.congestion.ManagedCongestionController;
import im.antiphon.api.media.MediaQuality;
import im.antiphon.rtp.RateMeter;

/** Gathers the figures that people and pages see of one member. */
final class QualityMeter {
    private final RateMeter sent = new RateMeter();
    private double downlinkLossFraction;
    private long downlinkJitterNanos;
    private long roundTripNanos = -1;

    void onSent(long nowNanos, int sizeInBytes) {
        sent.add(nowNanos, sizeInBytes);
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
                sent.bitsPerSecond(nowNanos),
                roundTripNanos < 0 ? -1 : roundTripNanos / 1e6,
                congestion.targetBitsPerSecond(),
                audience == Long.MAX_VALUE ? -1 : audience,
                congestion.servedBy());
    }
}
