// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** One direction between two peers: what the sender protects, the receiver opens. Fixed keys, so failures repeat. */
final class SrtpScenario {
    static final int SSRC = 0xCAFEBABE;

    private static final int FIXED_HEADER = 12;

    final SrtpProfile profile;
    final SrtpProtector sender;
    final SrtpUnprotector receiver;

    SrtpScenario(SrtpProfile profile) {
        this(profile, new PortableSrtpEngine());
    }

    SrtpScenario(SrtpProfile profile, SrtpEngine engine) {
        this.profile = profile;
        sender = engine.protector(profile, masterKey(profile, 1));
        receiver = engine.unprotector(profile, masterKey(profile, 1));
    }

    static SrtpMasterKey masterKey(SrtpProfile profile, int first) {
        return new SrtpMasterKey(ascending(first, profile.keyLength()), ascending(first + 100, profile.saltLength()));
    }

    static byte[] ascending(int first, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (first + i);
        }
        return bytes;
    }

    static byte[] rtp(int ssrc, int sequenceNumber, int payloadLength) {
        byte[] packet = ascending(sequenceNumber, FIXED_HEADER + payloadLength);
        ByteBuffer view = ByteBuffer.wrap(packet);
        view.putShort(0, (short) 0x806F);
        view.putShort(2, (short) sequenceNumber);
        view.putInt(4, sequenceNumber * 960);
        view.putInt(8, ssrc);
        return packet;
    }

    static byte[] rtp(int sequenceNumber) {
        return rtp(SSRC, sequenceNumber, 40);
    }

    static byte[] rtcp(int ssrc) {
        byte[] packet = ascending(ssrc, 28);
        ByteBuffer.wrap(packet).putInt(0, 0x80C80006).putInt(4, ssrc);
        return packet;
    }

    byte[] protectRtp(byte[] packet) {
        byte[] bytes = Arrays.copyOf(packet, packet.length + profile.rtpOverhead());
        int length = sender.protectRtp(ByteBuffer.wrap(bytes), 0, packet.length);
        return length < 0 ? new byte[0] : Arrays.copyOf(bytes, length);
    }

    byte[] protectRtcp(byte[] packet) {
        byte[] bytes = Arrays.copyOf(packet, packet.length + profile.rtcpOverhead());
        int length = sender.protectRtcp(ByteBuffer.wrap(bytes), 0, packet.length);
        return length < 0 ? new byte[0] : Arrays.copyOf(bytes, length);
    }

    /** The packet as the receiver reads it, or nothing if it drops it. */
    byte[] unprotectRtp(byte[] packet) {
        byte[] bytes = packet.clone();
        int length = receiver.unprotectRtp(ByteBuffer.wrap(bytes), 0, bytes.length);
        return length < 0 ? new byte[0] : Arrays.copyOf(bytes, length);
    }

    byte[] unprotectRtcp(byte[] packet) {
        byte[] bytes = packet.clone();
        int length = receiver.unprotectRtcp(ByteBuffer.wrap(bytes), 0, bytes.length);
        return length < 0 ? new byte[0] : Arrays.copyOf(bytes, length);
    }
}
