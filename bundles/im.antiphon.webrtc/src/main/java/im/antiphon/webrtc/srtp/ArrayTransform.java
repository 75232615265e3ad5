// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

/** What {@link SrtpTransform} does, over arrays, as the JDK's ciphers want them. Confined to one event loop. */
interface ArrayTransform {
    static ArrayTransform of(SrtpProfile profile, SessionKeys rtp, SessionKeys rtcp) {
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

    /**
     * Checks the tag, and decrypts if the index word says so.
     *
     * @param length of the packet without tag and index word
     * @param indexWord the word of E bit and index
     * @return false if the tag is wrong
     */
    boolean openRtcp(byte[] bytes, int offset, int length, int ssrc, int indexWord);
}
