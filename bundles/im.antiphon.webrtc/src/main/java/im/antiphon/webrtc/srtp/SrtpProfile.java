// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import org.jspecify.annotations.Nullable;

/** A protection profile as {@code use_srtp} negotiates it (RFC 5764, section 4.1.2; RFC 7714, section 14.2). */
public enum SrtpProfile {
    /** AES-128 in Galois/counter mode with the whole 16-byte tag. Preferred. */
    AEAD_AES_128_GCM(0x0007, 16, 12, 0, 16),
    /** AES-128 in counter mode, HMAC-SHA1 cut to 80 bits. What every endpoint must speak (RFC 8827, section 6.5). */
    AES128_CM_HMAC_SHA1_80(0x0001, 16, 14, 20, 10);

    /** The E bit and the index that end a protected RTCP packet (RFC 3711, section 3.4). */
    private static final int SRTCP_INDEX_LENGTH = 4;

    private final int id;
    private final int keyLength;
    private final int saltLength;
    private final int authenticationKeyLength;
    private final int tagLength;

    SrtpProfile(int id, int keyLength, int saltLength, int authenticationKeyLength, int tagLength) {
        this.id = id;
        this.keyLength = keyLength;
        this.saltLength = saltLength;
        this.authenticationKeyLength = authenticationKeyLength;
        this.tagLength = tagLength;
    }

    /** The profile of a {@code use_srtp} identifier, or null where we do not speak it. */
    public static @Nullable SrtpProfile forId(int id) {
        for (SrtpProfile profile : values()) {
            if (profile.id == id) {
                return profile;
            }
        }
        return null;
    }

    /** The two bytes that stand for it in {@code use_srtp}, as a number. */
    public int id() {
        return id;
    }

    /** Bytes of the master key, which are also those of a session key. */
    public int keyLength() {
        return keyLength;
    }

    /** Bytes of the master salt, which are also those of a session salt. */
    public int saltLength() {
        return saltLength;
    }

    /** Bytes of the session authentication key; 0 where the cipher authenticates. */
    public int authenticationKeyLength() {
        return authenticationKeyLength;
    }

    /** Bytes of the authentication tag, the same for RTP and RTCP. */
    public int tagLength() {
        return tagLength;
    }

    /** Bytes by which a protected RTP packet is longer. */
    public int rtpOverhead() {
        return tagLength;
    }

    /** Bytes by which a protected RTCP packet is longer. */
    public int rtcpOverhead() {
        return tagLength + SRTCP_INDEX_LENGTH;
    }

    /** Where the word of E bit and index stands in a protected RTCP packet, from its start. */
    int rtcpIndexPosition(int protectedLength) {
        int behind = this == AEAD_AES_128_GCM ? 0 : tagLength; // RFC 7714, section 9.2, has it last
        return protectedLength - behind - SRTCP_INDEX_LENGTH;
    }
}
