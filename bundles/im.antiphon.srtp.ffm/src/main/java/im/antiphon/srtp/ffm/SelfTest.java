// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm;

import im.antiphon.webrtc.srtp.SessionKeys;
import im.antiphon.webrtc.srtp.SessionSrtpEngine;
import im.antiphon.webrtc.srtp.SrtpMasterKey;
import im.antiphon.webrtc.srtp.SrtpProfile;
import im.antiphon.webrtc.srtp.SrtpProtector;
import im.antiphon.webrtc.srtp.SrtpTransform;
import im.antiphon.webrtc.srtp.SrtpTransforms;
import im.antiphon.webrtc.srtp.SrtpUnprotector;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Known packets through transforms that are about to serve. A library that was built for another processor, or is not what its
 * name says, is found out here and not by a peer that hears nothing.
 */
final class SelfTest {
    private static final int TRAILER_ROOM = 64;

    // RFC 7714, sections 16.1.1 (SRTP) and 17.1 (SRTCP, index 5d4).
    private static final byte[] GCM_KEY = hex("000102030405060708090a0b0c0d0e0f");
    private static final byte[] GCM_SALT = hex("517569642070726f2071756f");
    private static final int GCM_RTCP_INDEX = 0x5d4;
    private static final byte[] GCM_RTP = hex("8040f17b8041f8d35501a0b2"
            + "47616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573");
    private static final byte[] GCM_SRTP = hex("8040f17b8041f8d35501a0b2"
            + "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833"
            + "899d7f27beb16a9152cf765ee4390cce");
    private static final byte[] GCM_RTCP = hex("81c8000d4d617273"
            + "4e5450314e545032525450200000042a0000e9304c756e61deadbeefdeadbeefdeadbeefdeadbeefdeadbeef");
    private static final byte[] GCM_SRTCP = hex("81c8000d4d617273"
            + "63e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda4ce09b4686303ded0bb9275b"
            + "c84aa45896cf4d2fc5abf87245d9eade800005d4");

    // RFC 3711 has no whole packets; these are of libsrtp's test/srtp_driver.c, srtp_validate() and srtcp_validate().
    private static final byte[] CM_KEY = hex("e1f97a0d3e018be0d64fa32c06de4139");
    private static final byte[] CM_SALT = hex("0ec675ad498afeebb6960b3aabe6");
    private static final byte[] CM_RTP = hex("800f1234decafbadcafebabeabababababababababababababababab");
    private static final byte[] CM_SRTP =
            hex("800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb");
    private static final byte[] CM_RTCP = hex("81c8000bcafebabeabababababababababababababababab");
    private static final byte[] CM_SRTCP =
            hex("81c8000bcafebabe7128035be487b9bdbef89041f977a5a880000001993e08cd54d6c1230798");

    private SelfTest() {}

    /** What is wrong with the transforms, or null. */
    static @Nullable String failureOf(SrtpProfile profile, SrtpTransforms transforms) {
        return switch (profile) {
            case AEAD_AES_128_GCM -> galois(transforms);
            case AES128_CM_HMAC_SHA1_80 -> counterMode(transforms);
        };
    }

    /** The RFC gives session keys. */
    private static @Nullable String galois(SrtpTransforms transforms) {
        SessionKeys keys = new SessionKeys(GCM_KEY, new byte[0], GCM_SALT);
        try (SrtpTransform transform = transforms.open(SrtpProfile.AEAD_AES_128_GCM, keys, keys)) {
            int headerLength = 12;
            int ssrc = 0x5501a0b2;
            long index = 0xf17b;
            ByteBuffer rtp = buffer(GCM_RTP);
            transform.sealRtp(rtp, 0, headerLength, GCM_RTP.length, ssrc, index);
            if (!holds(rtp, GCM_SRTP)) {
                return "an RTP packet of RFC 7714 is protected otherwise";
            }
            if (!transform.openRtp(rtp, 0, headerLength, GCM_RTP.length, ssrc, index) || !holds(rtp, GCM_RTP)) {
                return "an SRTP packet of RFC 7714 is not opened";
            }
            if (transform.openRtp(tampered(GCM_SRTP), 0, headerLength, GCM_RTP.length, ssrc, index)) {
                return "a forged SRTP packet is taken";
            }
            ByteBuffer rtcp = buffer(GCM_RTCP);
            int sender = 0x4d617273;
            transform.sealRtcp(rtcp, 0, GCM_RTCP.length, sender, GCM_RTCP_INDEX);
            if (!holds(rtcp, GCM_SRTCP)) {
                return "an RTCP packet of RFC 7714 is protected otherwise";
            }
            int word = SrtpTransform.ENCRYPTED | GCM_RTCP_INDEX;
            if (!transform.openRtcp(rtcp, 0, GCM_RTCP.length, sender, word) || !holds(rtcp, GCM_RTCP)) {
                return "an SRTCP packet of RFC 7714 is not opened";
            }
            return null;
        }
    }

    /** libsrtp gives master keys. */
    private static @Nullable String counterMode(SrtpTransforms transforms) {
        SrtpProfile profile = SrtpProfile.AES128_CM_HMAC_SHA1_80;
        SrtpMasterKey key = new SrtpMasterKey(CM_KEY, CM_SALT);
        SessionSrtpEngine engine = new SessionSrtpEngine("self-test", transforms);
        try (SrtpProtector protector = engine.protector(profile, key);
                SrtpUnprotector unprotector = engine.unprotector(profile, key)) {
            ByteBuffer rtp = buffer(CM_RTP);
            int length = protector.protectRtp(rtp, 0, CM_RTP.length);
            if (length != CM_SRTP.length || !holds(rtp, CM_SRTP)) {
                return "an RTP packet of libsrtp's is protected otherwise";
            }
            if (unprotector.unprotectRtp(tampered(CM_SRTP), 0, length) >= 0) {
                return "a forged SRTP packet is taken";
            }
            if (unprotector.unprotectRtp(rtp, 0, length) != CM_RTP.length || !holds(rtp, CM_RTP)) {
                return "an SRTP packet of libsrtp's is not opened";
            }
            protector.protectRtcp(buffer(CM_RTCP), 0, CM_RTCP.length); // the known packet has index 1
            ByteBuffer rtcp = buffer(CM_RTCP);
            length = protector.protectRtcp(rtcp, 0, CM_RTCP.length);
            if (length != CM_SRTCP.length || !holds(rtcp, CM_SRTCP)) {
                return "an RTCP packet of libsrtp's is protected otherwise";
            }
            if (unprotector.unprotectRtcp(rtcp, 0, length) != CM_RTCP.length || !holds(rtcp, CM_RTCP)) {
                return "an SRTCP packet of libsrtp's is not opened";
            }
            return null;
        }
    }

    private static ByteBuffer buffer(byte[] packet) {
        return ByteBuffer.allocateDirect(packet.length + TRAILER_ROOM).put(0, packet);
    }

    private static ByteBuffer tampered(byte[] packet) {
        ByteBuffer tampered = buffer(packet);
        int last = packet.length - 1;
        return tampered.put(last, (byte) (tampered.get(last) ^ 1));
    }

    private static boolean holds(ByteBuffer buffer, byte[] expected) {
        return buffer.slice(0, expected.length).equals(ByteBuffer.wrap(expected));
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
