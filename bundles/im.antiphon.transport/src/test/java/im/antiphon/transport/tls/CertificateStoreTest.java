// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private final ServerNames names;

    CertificateStoreTest() throws Exception {
        names = new ServerNames(
                List.of("localhost", "voice.example.org"),
                List.of(
                        InetAddress.getByAddress(new byte[] {127, 0, 0, 1}),
                        InetAddress.getByName("2001:db8::1"),
                        InetAddress.getByName("::1")));
    }

    @Test
    void makesACertificateBrowsersTake() throws Exception {
        ServerCertificate made = CertificateStore.selfSigned(null, names, NOW);
        made.leaf().verify(made.leaf().getPublicKey());
        assertThat(((ECPublicKey) made.leaf().getPublicKey())
                        .getParams()
                        .getOrder()
                        .bitLength())
                .isEqualTo(256);
        assertThat(made.leaf().getSigAlgName()).isEqualTo("SHA256withECDSA");
        assertThat(made.leaf().getVersion()).isEqualTo(3);
        assertThat(made.leaf().getBasicConstraints()).isEqualTo(-1);
        assertThat(made.leaf().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(made.leaf().getKeyUsage()).startsWith(true, false);
        assertThat(Duration.between(
                        made.leaf().getNotBefore().toInstant(),
                        made.leaf().getNotAfter().toInstant()))
                .isLessThanOrEqualTo(Duration.ofDays(398));
        assertThat(made.leaf().getNotBefore().toInstant()).isBefore(NOW);
        assertThat(names.areIn(made.leaf())).isTrue();
        assertThat(names.and(List.of("other.example")).areIn(made.leaf())).isFalse();
        assertThat(made.fingerprint()).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
    }

    @Test
    void keepsItForTheNextStart(@TempDir Path directory) throws Exception {
        Path nested = directory.resolve("data/tls");
        ServerCertificate first = CertificateStore.selfSigned(nested, names, NOW);
        ServerCertificate second = CertificateStore.selfSigned(nested, names, NOW.plus(Duration.ofDays(300)));
        assertThat(second.fingerprint()).isEqualTo(first.fingerprint());
        assertThat(second.key()).isEqualTo(first.key());
        if (Files.getFileStore(nested).supportsFileAttributeView("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(nested.resolve("key.pem"))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void makesAnotherWhenItIsAboutToEndOrANameIsMissing(@TempDir Path directory) throws Exception {
        String first = CertificateStore.selfSigned(directory, names, NOW).fingerprint();
        String renewed = CertificateStore.selfSigned(directory, names, NOW.plus(Duration.ofDays(380)))
                .fingerprint();
        assertThat(renewed).isNotEqualTo(first);
        String renamed = CertificateStore.selfSigned(directory, names.and(List.of("203.0.113.7")), NOW)
                .fingerprint();
        assertThat(renamed).isNotEqualTo(renewed);
    }

    @Test
    void makesAnotherWhereTheFilesAreDamaged(@TempDir Path directory) throws Exception {
        String first = CertificateStore.selfSigned(directory, names, NOW).fingerprint();
        Files.writeString(
                directory.resolve("key.pem"), "-----BEGIN PRIVATE KEY-----\n???\n-----END PRIVATE KEY-----\n");
        assertThat(CertificateStore.selfSigned(directory, names, NOW).fingerprint())
                .isNotEqualTo(first);
        Files.writeString(directory.resolve("certificate.pem"), "");
        CertificateStore.selfSigned(directory, names, NOW);
    }

    @Test
    void saysWhatIsWrongWithTheOperatorsKey(@TempDir Path directory) throws Exception {
        Path key = directory.resolve("rsa.pem");
        Files.writeString(key, "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
        assertThatThrownBy(() -> CertificateStore.load(key, key))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("PKCS #8");
    }

    @Test
    void knowsThisMachinesNames() {
        assertThat(ServerNames.local().names()).contains("localhost");
        assertThat(ServerNames.local().addresses())
                .extracting(InetAddress::getHostAddress)
                .contains("127.0.0.1");
        assertThat(ServerNames.local()
                        .and(List.of("not a name", "x.example", "192.0.2.1"))
                        .names())
                .contains("x.example")
                .doesNotContain("not a name");
    }
}
