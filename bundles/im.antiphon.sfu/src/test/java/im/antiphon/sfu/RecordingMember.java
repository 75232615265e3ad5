// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import im.antiphon.api.congestion.CongestionFeedback;
import im.antiphon.api.congestion.CongestionSnapshot;
import im.antiphon.api.congestion.ManagedCongestionController;
import im.antiphon.api.media.MediaQuality;
import im.antiphon.rtp.DropReason;
import im.antiphon.rtp.RtpView;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A member of a room under test that remembers all it is sent. */
final class RecordingMember implements MemberOutput, ManagedCongestionController {
    static final StreamCodec OPUS = new StreamCodec("OPUS", 48_000, "");
    static final int LEVEL_ID = 1;

    final List<Sent> rtp = new ArrayList<>();
    final List<ByteBuffer> rtcp = new ArrayList<>();
    final List<CongestionFeedback> feedback = new ArrayList<>();
    final List<MediaQuality> qualities = new ArrayList<>();
    final Map<DropReason, Integer> drops = new EnumMap<>(DropReason.class);
    final Member member;
    int trackChanges;
    int retransmissionsAsked;
    long targetBitsPerSecond = 300_000;

    /** One forwarded packet. */
    record Sent(
            int payloadType, boolean marker, int sequenceNumber, int timestamp, int ssrc, int level, String payload) {}

    RecordingMember(Room room, long nowNanos, String id, @Nullable String onlyFrom) {
        member = room.join(
                nowNanos, new MemberSettings(id, id, onlyFrom, 0xAAAA), new Downlink(this, 1_000_000_000_000L), this);
    }

    static IncomingSection microphone(int ssrc, int payloadType) {
        return new IncomingSection("0", MediaKind.AUDIO, Map.of(payloadType, OPUS), new int[] {ssrc}, LEVEL_ID, 0);
    }

    static OutgoingSection slot(String mid, int ssrc, int payloadType) {
        return new OutgoingSection(mid, MediaKind.AUDIO, ssrc, Map.of(OPUS, payloadType), LEVEL_ID, 0);
    }

    void send(long nowNanos, ByteBuffer packet) {
        member.handleRtp(nowNanos, packet, 0, packet.capacity());
    }

    @Override
    public void sendRtp(ByteBuffer packet, int offset, int length) {
        RtpView view = new RtpView();
        if (!view.wrap(packet, offset, length)) {
            throw new AssertionError("forwarded what is no RTP: " + view.dropReason());
        }
        byte[] payload = new byte[view.payloadLength()];
        packet.get(view.payloadOffset(), payload);
        int level = view.extensionOffset(LEVEL_ID);
        rtp.add(new Sent(
                view.payloadType(),
                view.marker(),
                view.sequenceNumber(),
                view.timestamp(),
                view.ssrc(),
                level < 0 ? -1 : packet.get(level) & 0x7F,
                new String(payload, java.nio.charset.StandardCharsets.US_ASCII)));
    }

    @Override
    public void sendRtcp(ByteBuffer packet, int offset, int length) {
        byte[] copy = new byte[length];
        packet.get(offset, copy);
        rtcp.add(ByteBuffer.wrap(copy));
    }

    @Override
    public void onTracksChanged() {
        trackChanges++;
    }

    @Override
    public void onQuality(MediaQuality quality) {
        qualities.add(quality);
    }

    @Override
    public void onRetransmissionAsked(int packets) {
        retransmissionsAsked += packets;
    }

    @Override
    public void onDropped(DropReason reason) {
        drops.merge(reason, 1, Integer::sum);
    }

    @Override
    public void onPacketSent(long nowNanos, long transportSequenceNumber, int sizeInBytes) {}

    @Override
    public void onFeedback(long nowNanos, CongestionFeedback report) {
        feedback.add(report);
    }

    @Override
    public long targetBitsPerSecond() {
        return targetBitsPerSecond;
    }

    @Override
    public CongestionSnapshot snapshot() {
        return new CongestionSnapshot(targetBitsPerSecond, 0, -1, -1);
    }

    @Override
    public String servedBy() {
        return "recording";
    }

    @Override
    public void close() {}
}
