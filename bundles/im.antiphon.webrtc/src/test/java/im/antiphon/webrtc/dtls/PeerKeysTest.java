// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerKeysTest {
    @ParameterizedTest
    @ValueSource(strings = {"secp256r1", "secp384r1"})
    void theUsualCurvesAreTaken(String curve) throws Exception {
        assertThat(PeerKeys.isReasonable(certificate("EC", new ECGenParameterSpec(curve), "SHA256withECDSA")))
                .isTrue();
    }

    @Test
    void otherCurvesAreNot() throws Exception {
        assertThat(PeerKeys.isReasonable(certificate("EC", new ECGenParameterSpec("secp521r1"), "SHA256withECDSA")))
                .isFalse();
    }

    @Test
    void otherAlgorithmsAreNot() throws Exception {
        assertThat(PeerKeys.isReasonable(certificate("Ed25519", null, "Ed25519")))
                .isFalse();
    }

    @Test
    void rsaIsTakenFrom2048Bits() throws Exception {
        assertThat(PeerKeys.isReasonable(rsa(2048, RSAKeyGenParameterSpec.F4))).isTrue();
        assertThat(PeerKeys.isReasonable(rsa(1024, RSAKeyGenParameterSpec.F4))).isFalse();
    }

    @Test
    void rsaWithAnExponentThatTakesLongIsNot() throws Exception {
        assertThat(PeerKeys.isReasonable(rsa(2048, BigInteger.ONE.shiftLeft(256).add(BigInteger.ONE))))
                .isFalse();
    }

    private static byte[] rsa(int bits, BigInteger exponent) throws Exception {
        return certificate("RSA", new RSAKeyGenParameterSpec(bits, exponent), "SHA256withRSA");
    }

    private static byte[] certificate(String algorithm, @Nullable AlgorithmParameterSpec parameters, String signature)
            throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (parameters != null) {
            generator.initialize(parameters);
        }
        KeyPair keys = generator.generateKeyPair();
        X500Name name = new X500Name("CN=peer");
        return new JcaX509v3CertificateBuilder(
                        name, BigInteger.ONE, new Date(0), new Date(4_000_000_000_000L), name, keys.getPublic())
                .build(new JcaContentSignerBuilder(signature).build(keys.getPrivate()))
                .getEncoded();
    }
}
