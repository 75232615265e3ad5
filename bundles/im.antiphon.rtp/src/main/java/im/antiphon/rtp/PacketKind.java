// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import java.nio.ByteBuffer;

/**
 * What a datagram on the shared port is, told from its first bytes (RFC 7983, RFC 9443; RTP from RTCP by RFC 5761). Called for
 * every datagram before anything else looks at it; allocates nothing.
 */
public enum PacketKind {
    /** First byte 0..3. */
    STUN,
    /** First byte 20..63. */
    DTLS,
    /** First byte 64..127 or 192..255. TURN channels share the lower range; we are no TURN client. */
    QUIC,
    /** First byte 128..191, and not RTCP. */
    RTP,
    /** First byte 128..191, and a second byte that would be RTP payload type 64..95, which RTP therefore leaves alone. */
    RTCP,
    /** Anything else, an empty datagram among it. */
    UNKNOWN;

    /**
     * By the first byte alone, as far as that goes: RTP and RTCP are both {@link #RTP}.
     *
     * @param firstByte signed or unsigned; only its lower 8 bits count
     */
    public static PacketKind of(int firstByte) {
        int first = firstByte & 0xff;
        if (first >= 128 && first < 192) {
            return RTP;
        }
        if (first < 4) {
            return STUN;
        }
        if (first >= 64) {
            return QUIC;
        }
        return first >= 20 ? DTLS : UNKNOWN;
    }

    /** By both bytes; only the lower 8 bits of each count. */
    public static PacketKind of(int firstByte, int secondByte) {
        PacketKind kind = of(firstByte);
        int payloadType = secondByte & 0x7f;
        return kind == RTP && payloadType >= 64 && payloadType <= 95 ? RTCP : kind;
    }

    /** Of a whole datagram; one of less than two bytes is {@link #UNKNOWN}. */
    public static PacketKind of(ByteBuffer buffer, int offset, int length) {
        return length < 2 ? UNKNOWN : of(buffer.get(offset), buffer.get(offset + 1));
    }
}
