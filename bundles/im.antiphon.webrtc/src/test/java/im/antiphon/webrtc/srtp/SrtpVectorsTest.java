// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SrtpVectorsTest {
    private static final int RFC_7714_SRTCP_INDEX = 0x5D4;

    @Test
    void derivesTheKeysOfRfc3711() {
        Vectors vectors = Vectors.load("rfc3711/key-derivation.properties");
        byte[] key = vectors.bytes("master-key");
        byte[] salt = vectors.bytes("master-salt");
        byte[] authentication = vectors.bytes("authentication-key");
        assertThat(KeyDerivation.generate(key, salt, 0, 16)).isEqualTo(vectors.bytes("cipher-key"));
        assertThat(KeyDerivation.generate(key, salt, 1, authentication.length)).isEqualTo(authentication);
        assertThat(KeyDerivation.generate(key, salt, 2, 14)).isEqualTo(vectors.bytes("cipher-salt"));
    }

    @Test
    void generatesTheKeyStreamOfRfc3711() {
        Vectors vectors = Vectors.load("rfc3711/key-stream.properties");
        byte[] stream = new byte[(0xFF01 + 1) * 16];
        new KeyStream(vectors.bytes("session-key"), vectors.bytes("session-salt"))
                .apply(stream, 0, stream.length, 0, 0);
        for (int counter : new int[] {0, 1, 2, 0xFEFF, 0xFF00, 0xFF01}) {
            assertThat(Arrays.copyOfRange(stream, 16 * counter, 16 * counter + 16))
                    .as("counter %04X", counter)
                    .isEqualTo(vectors.bytes(String.format("counter-%04X", counter)));
        }
    }

    @Test
    void protectsAndOpensThePacketsOfRfc7714() {
        Vectors vectors = Vectors.load("rfc7714/aead-aes-128-gcm.properties");
        SrtpProtector protector = new SessionProtector(SrtpProfile.AEAD_AES_128_GCM, sessionTransform(vectors), 1);
        assertThat(protectRtp(protector, vectors.bytes("rtp"))).isEqualTo(vectors.bytes("srtp"));
        byte[] srtcp = new byte[0];
        for (int index = 0; index <= RFC_7714_SRTCP_INDEX; index++) {
            srtcp = protectRtcp(protector, vectors.bytes("rtcp"));
        }
        assertThat(srtcp).isEqualTo(vectors.bytes("srtcp"));

        assertThat(unprotectRtp(gcmUnprotector(vectors), vectors.bytes("srtp"))).isEqualTo(vectors.bytes("rtp"));
        assertThat(unprotectRtcp(gcmUnprotector(vectors), vectors.bytes("srtcp")))
                .isEqualTo(vectors.bytes("rtcp"));
    }

    @Test
    void opensTheTaggedButUnencryptedPacketOfRfc7714() {
        Vectors vectors = Vectors.load("rfc7714/aead-aes-128-gcm.properties");
        assertThat(unprotectRtcp(gcmUnprotector(vectors), vectors.bytes("srtcp-tagged-only")))
                .isEqualTo(vectors.bytes("rtcp"));
    }

    @Test
    void protectsAndOpensThePacketsOfLibsrtp() {
        Vectors vectors = Vectors.load("libsrtp/aes-cm-hmac-sha1-80.properties");
        SrtpProfile profile = SrtpProfile.AES128_CM_HMAC_SHA1_80;
        SrtpMasterKey masterKey = new SrtpMasterKey(vectors.bytes("master-key"), vectors.bytes("master-salt"));
        SrtpEngine engine = new PortableSrtpEngine();
        SrtpProtector protector = engine.protector(profile, masterKey);
        assertThat(protectRtp(protector, vectors.bytes("rtp"))).isEqualTo(vectors.bytes("srtp"));
        protectRtcp(protector, vectors.bytes("rtcp"));
        assertThat(protectRtcp(protector, vectors.bytes("rtcp"))).isEqualTo(vectors.bytes("srtcp"));

        SrtpUnprotector unprotector = engine.unprotector(profile, masterKey);
        assertThat(unprotectRtp(unprotector, vectors.bytes("srtp"))).isEqualTo(vectors.bytes("rtp"));
        assertThat(unprotectRtcp(unprotector, vectors.bytes("srtcp"))).isEqualTo(vectors.bytes("rtcp"));
    }

    private static SrtpUnprotector gcmUnprotector(Vectors vectors) {
        return new SessionUnprotector(SrtpProfile.AEAD_AES_128_GCM, sessionTransform(vectors), 1);
    }

    /** The RFC gives session keys, not master keys. */
    private static SrtpTransform sessionTransform(Vectors vectors) {
        SessionKeys keys = new SessionKeys(vectors.bytes("session-key"), new byte[0], vectors.bytes("session-salt"));
        return SrtpTransforms.portable().open(SrtpProfile.AEAD_AES_128_GCM, keys, keys);
    }

    private static byte[] protectRtp(SrtpProtector protector, byte[] packet) {
        byte[] bytes = Arrays.copyOf(packet, packet.length + 64);
        return Arrays.copyOf(bytes, protector.protectRtp(ByteBuffer.wrap(bytes), 0, packet.length));
    }

    private static byte[] protectRtcp(SrtpProtector protector, byte[] packet) {
        byte[] bytes = Arrays.copyOf(packet, packet.length + 64);
        return Arrays.copyOf(bytes, protector.protectRtcp(ByteBuffer.wrap(bytes), 0, packet.length));
    }

    private static byte[] unprotectRtp(SrtpUnprotector unprotector, byte[] packet) {
        byte[] bytes = packet.clone();
        return Arrays.copyOf(bytes, unprotector.unprotectRtp(ByteBuffer.wrap(bytes), 0, bytes.length));
    }

    private static byte[] unprotectRtcp(SrtpUnprotector unprotector, byte[] packet) {
        byte[] bytes = packet.clone();
        return Arrays.copyOf(bytes, unprotector.unprotectRtcp(ByteBuffer.wrap(bytes), 0, bytes.length));
    }
}
