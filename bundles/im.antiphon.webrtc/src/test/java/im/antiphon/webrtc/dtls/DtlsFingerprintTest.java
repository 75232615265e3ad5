// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DtlsFingerprintTest {
    /** The example of RFC 8122, section 5, is of SHA-1; this is the SHA-256 of FIPS 180-4's "abc". */
    private static final String ABC = "sha-256 BA:78:16:BF:8F:01:CF:EA:41:41:40:DE:5D:AE:22:23:"
            + "B0:03:61:A3:96:17:7A:9C:B4:10:FF:61:F2:00:15:AD";

    @Test
    void isTheHashOfTheBytes() {
        byte[] abc = {'a', 'b', 'c'};
        DtlsFingerprint fingerprint = DtlsFingerprint.ofCertificate(DtlsFingerprint.Algorithm.SHA_256, abc);

        assertThat(fingerprint).hasToString(ABC);
        assertThat(fingerprint.matches(abc)).isTrue();
        assertThat(fingerprint.matches(new byte[] {'a', 'b', 'd'})).isFalse();
    }

    @Test
    void lowerCaseIsRead() {
        assertThat(DtlsFingerprint.parse(ABC.toLowerCase(Locale.ROOT))).hasToString(ABC);
        assertThat(DtlsFingerprint.parse("SHA-256", ABC.substring(8))).hasToString(ABC);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "sha-256",
                "sha-256 ",
                "sha-256 BA",
                "md5 BA:78:16:BF:8F:01:CF:EA:41:41:40:DE:5D:AE:22:23",
                "sha-1 4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB",
                "sha-384 BA:78:16:BF:8F:01:CF:EA:41:41:40:DE:5D:AE:22:23:B0:03:61:A3:96:17:7A:9C:B4:10:FF:61:F2:00:15:AD",
                "sha-256 BA:78:16:BF:8F:01:CF:EA:41:41:40:DE:5D:AE:22:23:B0:03:61:A3:96:17:7A:9C:B4:10:FF:61:F2:00:15:A",
                "sha-256 BA:78:16:BF:8F:01:CF:EA:41:41:40:DE:5D:AE:22:23:B0:03:61:A3:96:17:7A:9C:B4:10:FF:61:F2:00:15:AG",
                "sha-256 BA-78-16-BF-8F-01-CF-EA-41-41-40-DE-5D-AE-22-23-B0-03-61-A3-96-17-7A-9C-B4-10-FF-61-F2-00-15-AD",
                "sha-256  BA:78:16:BF:8F:01:CF:EA:41:41:40:DE:5D:AE:22:23:B0:03:61:A3:96:17:7A:9C:B4:10:FF:61:F2:00:15:AD",
                "sha-256 ＢA:78:16:BF:8F:01:CF:EA:41:41:40:DE:5D:AE:22:23:B0:03:61:A3:96:17:7A:9C:B4:10:FF:61:F2:00:15:AD"
            })
    void whatIsNoFingerprintOfOursIsNull(String text) {
        assertThat(DtlsFingerprint.parse(text)).isNull();
    }

    @Property
    void whatIsWrittenIsReadBack(@ForAll DtlsFingerprint.Algorithm algorithm, @ForAll byte[] certificate) {
        DtlsFingerprint fingerprint = DtlsFingerprint.ofCertificate(algorithm, certificate);
        DtlsFingerprint parsed = Objects.requireNonNull(DtlsFingerprint.parse(fingerprint.toString()));

        assertThat(parsed).isEqualTo(fingerprint).hasSameHashCodeAs(fingerprint);
        assertThat(parsed.algorithm()).isEqualTo(algorithm);
        assertThat(parsed.matches(certificate)).isTrue();
    }

    @Property
    void anyTextIsReadWithoutComplaint(@ForAll String algorithm, @ForAll String value) {
        assertThat(DtlsFingerprint.parse(algorithm, value)).isNull();
        assertThat(DtlsFingerprint.parse("sha-256", value)).isNull();
        assertThat(DtlsFingerprint.parse(value)).isNull();
    }
}
