// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import im.antiphon.rtp.AudioLevel;
import im.antiphon.rtp.HeaderExtensionWriter;
import im.antiphon.rtp.RtpView;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** RTP packets as a microphone would send them. */
final class Packets {
    private Packets() {}

    static ByteBuffer audio(int ssrc, int payloadType, int sequenceNumber, int timestamp, String payload) {
        return audio(ssrc, payloadType, sequenceNumber, timestamp, payload, -1);
    }

    /** @param level −dBov, or -1 for a packet without one */
    static ByteBuffer audio(int ssrc, int payloadType, int sequenceNumber, int timestamp, String payload, int level) {
        byte[] bytes = payload.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer room = ByteBuffer.allocate(64 + bytes.length);
        int header = 12;
        room.put(0, (byte) 0x80);
        if (level >= 0) {
            HeaderExtensionWriter extension = new HeaderExtensionWriter();
            extension.begin(room, 0);
            extension.add8(RecordingMember.LEVEL_ID, AudioLevel.encode(true, level));
            header = extension.end();
        }
        room.put(header, bytes);
        ByteBuffer packet = ByteBuffer.allocate(header + bytes.length);
        packet.put(0, room, 0, packet.capacity());
        RtpView view = new RtpView();
        if (!view.wrap(packet, 0, packet.capacity())) {
            throw new AssertionError(view.dropReason());
        }
        view.payloadType(payloadType);
        view.sequenceNumber(sequenceNumber);
        view.timestamp(timestamp);
        view.ssrc(ssrc);
        return packet;
    }
}
