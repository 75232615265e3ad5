// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

/**
 * The cryptographic transform of one direction, keyed (RFC 3711, section 4; RFC 7714): it knows indices and bytes, not
 * where an index comes from nor whether it was used before. Works in place; callers have checked all bounds. Confined to
 * one event loop.
 */
interface SrtpTransform {
    /** The bit that tells an encrypted SRTCP packet, before the 31 bits of its index. */
    int ENCRYPTED = 0x8000_0000;

    /** What an RTCP packet shows of itself: its first header and the sender's SSRC. */
    int RTCP_CLEAR_LENGTH = 8;

    static SrtpTransform of(SrtpProfile profile, SessionKeys rtp, SessionKeys rtcp) {
        return switch (profile) {
            case AEAD_AES_128_GCM -> new GaloisTransform(rtp, rtcp);
            case AES128_CM_HMAC_SHA1_80 -> new CounterModeTransform(rtp, rtcp);
        };
    }

    /**
     * Encrypts what follows the header and writes the tag behind it.
     *
     * @param length of header and payload
     * @param index rollover counter and sequence number, 48 bits
     */
    void sealRtp(byte[] bytes, int offset, int headerLength, int length, int ssrc, long index);

    /**
     * Checks the tag behind the payload and decrypts the payload.
     *
     * @param length of header and payload, without the tag
     * @return false if the tag is wrong
     */
    boolean openRtp(byte[] bytes, int offset, int headerLength, int length, int ssrc, long index);

    /**
     * Encrypts what follows the clear part; writes tag and index word behind it, in the profile's order.
     *
     * @param index 31 bits
     */
    void sealRtcp(byte[] bytes, int offset, int length, int ssrc, int index);

    /** Where the word of E bit and index stands, from the packet's start. */
    int rtcpIndexPosition(int protectedLength);

    /**
     * Checks the tag, and decrypts if the index word says so.
     *
     * @param length of the packet without tag and index word
     * @param indexWord the word of E bit and index
     * @return false if the tag is wrong
     */
    boolean openRtcp(byte[] bytes, int offset, int length, int ssrc, int indexWord);
}
