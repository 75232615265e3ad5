// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import im.antiphon.rtp.DropReason;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Authenticates and decrypts what comes from one peer, all its SSRCs under one master key. Confined to one event loop.
 *
 * <p>Buffers: {@code offset} is absolute, the position is neither read nor moved, the limit must lie behind the packet
 * and is not moved either. The packet is opened where it stands and gets shorter by the profile's overhead; no byte outside it is touched, what follows the new length is
 * undefined. The buffer may be anything writable; an engine says which kind it is fast on.
 *
 * <p>A packet is looked up in the replay window of its SSRC first, then authenticated, then decrypted; only then are
 * window, rollover counter and the table of SSRCs changed. So a forger changes nothing but a counter of drops.
 *
 * <p>A refusal leaves the packet's bytes undefined.
 */
@ConsumerType
public interface SrtpUnprotector extends AutoCloseable {
    /**
     * Opens one SRTP packet.
     *
     * @return the length of the RTP packet it has become, or -1 if it was dropped, see {@link #dropReason}
     * @throws IllegalArgumentException if the packet does not lie within the buffer
     */
    int unprotectRtp(ByteBuffer packet, int offset, int length);

    /**
     * Opens one SRTCP packet; one that is authenticated only (E bit clear) is taken as well.
     *
     * @return the length of the compound RTCP packet it has become, or -1 if it was dropped, see {@link #dropReason}
     * @throws IllegalArgumentException if the packet does not lie within the buffer
     */
    int unprotectRtcp(ByteBuffer packet, int offset, int length);

    /**
     * Why the last call answered -1: {@code TRUNCATED}, {@code BAD_VERSION} or {@code BAD_LENGTH} for bytes that are no
     * packet; {@code SRTP_REPLAY} for one seen before or too old to tell; {@code SRTP_AUTHENTICATION} for a wrong tag;
     * {@code UNKNOWN_SOURCE} for an SSRC beyond the number the engine keeps. Undefined after a
     * success.
     */
    DropReason dropReason();

    /** Releases the keys; no other call may follow. Closing twice does nothing. */
    @Override
    void close();
}
