// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The cryptographic transform of one direction, keyed (RFC 3711, section 4; RFC 7714): it knows indices and bytes, not where an
 * index comes from nor whether it was used before; {@link SessionSrtpEngine} does. Confined to one event loop.
 *
 * <p>Works in place. Callers have checked that packet and trailer lie within the buffer; offsets are absolute, position, limit and
 * byte order of the buffer are neither read nor changed. No byte outside packet and trailer is touched.
 */
@ConsumerType
public interface SrtpTransform extends AutoCloseable {
    /** The bit that tells an encrypted SRTCP packet, before the 31 bits of its index. */
    int ENCRYPTED = 0x8000_0000;

    /** What an RTCP packet shows of itself: its first header and the sender's SSRC. */
    int RTCP_CLEAR_LENGTH = 8;

    /**
     * Encrypts what follows the header and writes the tag behind it.
     *
     * @param length of header and payload
     * @param index rollover counter and sequence number, 48 bits
     */
    void sealRtp(ByteBuffer packet, int offset, int headerLength, int length, int ssrc, long index);

    /**
     * Checks the tag behind the payload and decrypts the payload.
     *
     * @param length of header and payload, without the tag
     * @return false if the tag is wrong; then the packet's bytes are undefined
     */
    boolean openRtp(ByteBuffer packet, int offset, int headerLength, int length, int ssrc, long index);

    /**
     * Encrypts what follows the clear part; writes tag and index word behind it, in the profile's order.
     *
     * @param index 31 bits
     */
    void sealRtcp(ByteBuffer packet, int offset, int length, int ssrc, int index);

    /**
     * Checks the tag, and decrypts if the index word says so.
     *
     * @param length of the packet without tag and index word
     * @param indexWord the word of E bit and index
     * @return false if the tag is wrong; then the packet's bytes are undefined
     */
    boolean openRtcp(ByteBuffer packet, int offset, int length, int ssrc, int indexWord);

    /** Wipes the keys where that is possible; no other call may follow. Closing twice does nothing. */
    @Override
    void close();
}
