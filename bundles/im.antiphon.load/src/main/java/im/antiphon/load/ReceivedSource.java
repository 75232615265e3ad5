// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

import im.antiphon.rtp.ReceptionStatistics;
import im.antiphon.rtp.RtpView;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What came under one SSRC. Confined to one thread. */
final class ReceivedSource {
    private static final int CLOCK_RATE = 48_000;

    final int ssrc;
    final ReceptionStatistics reception = new ReceptionStatistics(CLOCK_RATE);
    private SequenceWindow window = new SequenceWindow();
    private LatencyHistogram latency = new LatencyHistogram();
    private VoiceContinuity continuity = new VoiceContinuity();
    private @Nullable String mid;
    private int senderId;
    private long senderChanges;
    private long payloadBytes;
    private boolean ended;

    ReceivedSource(int ssrc, @Nullable String mid) {
        this.ssrc = ssrc;
        this.mid = mid;
    }

    void handle(long nowNanos, RtpView packet, VoiceTraffic traffic) {
        reception.onPacket(nowNanos, packet.sequenceNumber(), packet.timestamp(), packet.length());
        long lostBefore = window.lost();
        if (!window.add(packet.sequenceNumber())) {
            return;
        }
        payloadBytes += packet.payloadLength();
        long tookNanos = -1;
        if (VoicePayload.isAt(packet.buffer(), packet.payloadOffset(), packet.payloadLength())) {
            tookNanos = Math.max(0, handleVoice(nowNanos, packet.buffer(), packet.payloadOffset()));
        }
        traffic.onReceived(tookNanos, packet.length(), (int) (window.lost() - lostBefore));
    }

    private long handleVoice(long nowNanos, ByteBuffer buffer, int offset) {
        int sender = VoicePayload.senderId(buffer, offset);
        long sentNanos = VoicePayload.sentNanos(buffer, offset);
        boolean same = sender == senderId;
        senderChanges += senderId != 0 && !same ? 1 : 0;
        senderId = sender;
        latency.add(nowNanos - sentNanos);
        if (!same) {
            continuity.anotherSender();
        }
        continuity.add(nowNanos, sentNanos, VoicePayload.sequence(buffer, offset));
        return nowNanos - sentNanos;
    }

    /** Counts anew from the next packet on. */
    void forget() {
        window = new SequenceWindow();
        latency = new LatencyHistogram();
        continuity = new VoiceContinuity();
        senderChanges = 0;
        payloadBytes = 0;
    }

    void announced(@Nullable String section) {
        mid = section;
    }

    @Nullable
    String mid() {
        return mid;
    }

    void ended() {
        ended = true;
    }

    SourceStatistics statistics() {
        LatencySummary summary = latency.summary();
        return new SourceStatistics(
                ssrc,
                mid,
                senderId,
                senderChanges,
                window.received(),
                window.lost(),
                window.duplicated(),
                window.reordered(),
                payloadBytes,
                summary,
                reception.jitterNanos(),
                continuity.longestGapNanos(),
                continuity.missing(),
                latency.slowerThan(summary.medianNanos() + SourceStatistics.LONGEST_PLAYOUT_DELAY_NANOS),
                ended);
    }
}
