// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import im.antiphon.rtp.DropReason;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Encrypts and authenticates what is sent to one peer, all its SSRCs under one master key. Confined to one event loop.
 *
 * <p>Buffers: {@code offset} is absolute, the position is neither read nor moved, the limit must lie behind packet and
 * room and is not moved either. The packet is protected where it stands; {@link SrtpProfile#rtpOverhead} (for RTCP {@link SrtpProfile#rtcpOverhead}) bytes of room are needed behind it,
 * none before it, and no byte outside packet and room is touched. The buffer may be anything writable; an engine says
 * which kind it is fast on.
 *
 * <p>One index, one packet: rollover is counted per SSRC from the sequence numbers given (any order within half the
 * number space). A sequence number may come a second time, as a retransmission does, <em>only with the very same
 * bytes</em>, header extensions included; a different packet under a used index would give away the key stream, and in
 * Galois mode the authentication key (RFC 7714, section 8.4). Such a one is refused. Whoever must send other bytes sends
 * them under a new sequence number or on another SSRC (RFC 4588).
 *
 * <p>A refusal leaves the packet's bytes undefined.
 */
@ConsumerType
public interface SrtpProtector extends AutoCloseable {
    /**
     * Protects one RTP packet.
     *
     * @return the length it has now, or -1 if it was refused, see {@link #dropReason}
     * @throws IllegalArgumentException if the buffer has not the room
     */
    int protectRtp(ByteBuffer packet, int offset, int length);

    /**
     * Protects one compound RTCP packet, encrypted, under the next index of its first SSRC.
     *
     * @return the length it has now, or -1 if it was refused, see {@link #dropReason}
     * @throws IllegalArgumentException if the buffer has not the room
     */
    int protectRtcp(ByteBuffer packet, int offset, int length);

    /**
     * Why the last call answered -1: {@code TRUNCATED}, {@code BAD_VERSION} or {@code BAD_LENGTH} for bytes that are no
     * packet; {@code SRTP_REPLAY} for a used index with other bytes, one too old to know, or an exhausted number space;
     * {@code UNKNOWN_SOURCE} for an SSRC beyond the number the engine keeps. Undefined after a success.
     */
    DropReason dropReason();

    /** Releases the keys; no other call may follow. Closing twice does nothing. */
    @Override
    void close();
}
