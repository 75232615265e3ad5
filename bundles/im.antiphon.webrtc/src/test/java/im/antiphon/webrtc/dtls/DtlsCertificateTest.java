// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DtlsCertificateTest {
    private static final Instant NOT_BEFORE = Instant.parse("2026-03-01T12:00:00Z");

    private final DtlsCertificate certificate =
            DtlsCertificate.generate(new SecureRandom(), NOT_BEFORE, Duration.ofDays(30));

    @Test
    void thePlatformFindsItWellFormedAndSignedByItself() throws Exception {
        X509Certificate parsed = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(certificate.encoded()));

        parsed.verify(parsed.getPublicKey());
        assertThat(parsed.getNotBefore()).isEqualTo(NOT_BEFORE);
        assertThat(parsed.getNotAfter()).isEqualTo(NOT_BEFORE.plus(Duration.ofDays(30)));
        assertThat(parsed.getSigAlgName()).isEqualTo("SHA256withECDSA");
        assertThat(((ECPublicKey) parsed.getPublicKey())
                        .getParams()
                        .getCurve()
                        .getField()
                        .getFieldSize())
                .isEqualTo(256);
        assertThat(parsed.getSerialNumber().signum()).isPositive();
    }

    @Test
    void announcesItsSha256() {
        assertThat(certificate.fingerprint().matches(certificate.encoded())).isTrue();
        assertThat(certificate.fingerprint().toString()).startsWith("sha-256 ").hasSize(8 + 95);
    }

    @Test
    void printsNoMoreThanWhatThePeerIsTold() {
        assertThat(certificate).hasToString("DtlsCertificate[" + certificate.fingerprint() + "]");
    }

    @Test
    void noTwoAreAlike() {
        assertThat(DtlsPair.certificate().fingerprint())
                .isNotEqualTo(DtlsPair.certificate().fingerprint());
    }

    @Test
    void aValidityOfNothingIsRefused() {
        assertThatThrownBy(() -> DtlsCertificate.generate(new SecureRandom(), NOT_BEFORE, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("validity: PT0S (expected: more than zero)");
    }
}
