// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

import im.antiphon.rtp.ReceptionStatistics;
import im.antiphon.rtp.RtpView;
import org.jspecify.annotations.Nullable;

/** What came under one SSRC. Confined to one thread. */
final class ReceivedSource {
    private static final int CLOCK_RATE = 48_000;

    final int ssrc;
    final ReceptionStatistics reception = new ReceptionStatistics(CLOCK_RATE);
    private final SequenceWindow window = new SequenceWindow();
    private final LatencyHistogram latency = new LatencyHistogram();
    private @Nullable String mid;
    private int senderId;
    private long senderChanges;
    private long payloadBytes;
    private boolean ended;

    ReceivedSource(int ssrc, @Nullable String mid) {
        this.ssrc = ssrc;
        this.mid = mid;
    }

    void handle(long nowNanos, RtpView packet) {
        reception.onPacket(nowNanos, packet.sequenceNumber(), packet.timestamp(), packet.length());
        if (!window.add(packet.sequenceNumber())) {
            return;
        }
        payloadBytes += packet.payloadLength();
        if (VoicePayload.isAt(packet.buffer(), packet.payloadOffset(), packet.payloadLength())) {
            int sender = VoicePayload.senderId(packet.buffer(), packet.payloadOffset());
            senderChanges += senderId != 0 && sender != senderId ? 1 : 0;
            senderId = sender;
            latency.add(nowNanos - VoicePayload.sentNanos(packet.buffer(), packet.payloadOffset()));
        }
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
                latency.summary(),
                ended);
    }
}
