// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import im.antiphon.api.congestion.CongestionFeedback;
import im.antiphon.api.congestion.CongestionSnapshot;
import im.antiphon.api.congestion.ManagedCongestionController;
import im.antiphon.api.media.MediaQuality;
import im.antiphon.rtp.DropReason;
import java.nio.ByteBuffer;

/** Counts what it is sent, and allocates nothing. */
final class SilentMember implements MemberOutput, ManagedCongestionController {
    long sent;

    @Override
    public void sendRtp(ByteBuffer packet, int offset, int length) {
        sent++;
    }

    @Override
    public void sendRtcp(ByteBuffer packet, int offset, int length) {}

    @Override
    public void onTracksChanged() {}

    @Override
    public void onQuality(MediaQuality quality) {}

    @Override
    public void onRetransmissionAsked(int packets) {}

    @Override
    public void onDropped(DropReason reason) {
        throw new AssertionError(reason);
    }

    @Override
    public void onPacketSent(long nowNanos, long transportSequenceNumber, int sizeInBytes) {}

    @Override
    public void onFeedback(long nowNanos, CongestionFeedback feedback) {}

    @Override
    public long targetBitsPerSecond() {
        return 100_000;
    }

    @Override
    public CongestionSnapshot snapshot() {
        return new CongestionSnapshot(100_000, 0, -1, -1);
    }

    @Override
    public String servedBy() {
        return "none";
    }

    @Override
    public void close() {}
}
