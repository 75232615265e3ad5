// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy.signature;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.deploy.Jars;
import im.antiphon.deploy.Signer;
import im.antiphon.deploy.signature.Signing.State;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JarSignatureTest {
    private static final long NOW = Instant.parse("2026-06-01T00:00:00Z").toEpochMilli();
    private static final long LATER = Instant.parse("2030-01-01T00:00:00Z").toEpochMilli();
    private static final long BEFORE = Instant.parse("2026-05-01T00:00:00Z").toEpochMilli();
    private static final Signer ACME = Signer.selfSigned("Acme", LATER);
    private static final Signer STRANGER = Signer.selfSigned("Stranger", LATER);
    private static final Signer AUTHORITY = Signer.authority("Authority", LATER);

    @TempDir
    Path folder;

    @Test
    void trustsWhatIsSignedWithATrustedCertificate() throws IOException {
        ACME.exportTo(trusted());

        Signing signing = verify(ACME.sign(jar(), folder.resolve("signed.jar")));

        assertThat(signing).isEqualTo(new Signing(State.TRUSTED, "CN=Acme", ""));
    }

    @Test
    void trustsThoseForWhomATrustedAuthorityVouches() throws IOException {
        AUTHORITY.exportTo(trusted());
        Signer vendor = AUTHORITY.certifies("Vendor", KeyPurposeId.id_kp_codeSigning, LATER);

        assertThat(verify(vendor.sign(jar(), folder.resolve("signed.jar"))))
                .isEqualTo(new Signing(State.TRUSTED, "CN=Vendor", ""));
    }

    @Test
    void anAuthoritysCertificateForAWebServerSignsNoCode() throws IOException {
        AUTHORITY.exportTo(trusted());
        Signer server = AUTHORITY.certifies("www", KeyPurposeId.id_kp_serverAuth, LATER);

        Signing signing = verify(server.sign(jar(), folder.resolve("signed.jar")));

        assertThat(signing.state()).isEqualTo(State.UNTRUSTED);
        assertThat(signing.message()).contains("not for signing code");
    }

    @Test
    void whoIsTrustedIsNoAuthorityForOthers() throws IOException {
        ACME.exportTo(trusted());
        Signer friend = ACME.certifies("Friend", KeyPurposeId.id_kp_codeSigning, LATER);

        assertThat(verify(friend.sign(jar(), folder.resolve("signed.jar"))).state())
                .isEqualTo(State.UNTRUSTED);
    }

    @Test
    void namesTheStrangerAndTheFolderForTheCertificate() throws IOException {
        ACME.exportTo(trusted());

        Signing signing = verify(STRANGER.sign(jar(), folder.resolve("signed.jar")));

        assertThat(signing.state()).isEqualTo(State.UNTRUSTED);
        assertThat(signing.signer()).isEqualTo("CN=Stranger");
        assertThat(signing.message()).contains("CN=Stranger is not trusted here", "/trusted", "keytool -exportcert");
    }

    @Test
    void tellsHowToSignWhatIsNotSigned() throws IOException {
        Signing signing = verify(jar());

        assertThat(signing.state()).isEqualTo(State.UNSIGNED);
        assertThat(signing.message()).contains("not signed", "jarsigner -keystore");
    }

    @Test
    void tellsWhenACertificateHasExpired() throws IOException {
        Signer expired = Signer.selfSigned("Expired", BEFORE);
        expired.exportTo(trusted());

        Signing signing = verify(expired.sign(jar(), folder.resolve("signed.jar")));

        assertThat(signing.state()).isEqualTo(State.UNTRUSTED);
        assertThat(signing.message()).contains("CN=Expired has expired (2026-05-01T00:00:00Z)");
    }

    @Test
    void findsEveryChangeAfterSigning() throws IOException {
        ACME.exportTo(trusted());
        Path signed = ACME.sign(jar(), folder.resolve("signed.jar"));

        assertThat(verify(changed(signed, entries -> entries.put("com/acme/Aimd.class", bytes("other"))))
                        .message())
                .contains("changed after it was signed", "com/acme/Aimd.class");
        assertThat(verify(changed(signed, entries -> entries.put("com/acme/New.class", bytes("new")))))
                .extracting(Signing::state)
                .isEqualTo(State.TAMPERED);
        assertThat(verify(changed(signed, entries -> entries.remove("com/acme/Aimd.class")))
                        .message())
                .contains("com/acme/Aimd.class was signed and is missing");
        assertThat(verify(changed(signed, JarSignatureTest::raiseVersion)))
                .extracting(Signing::state)
                .isEqualTo(State.TAMPERED);
        assertThat(verify(changed(signed, entries -> {})))
                .extracting(Signing::state)
                .isEqualTo(State.TRUSTED);
    }

    @Test
    void aSignatureThatWasTakenOffIsNone() throws IOException {
        ACME.exportTo(trusted());
        Path signed = ACME.sign(jar(), folder.resolve("signed.jar"));

        Signing signing = verify(changed(signed, entries -> {
            entries.remove("META-INF/SIGNER.SF");
            entries.remove("META-INF/SIGNER.EC");
        }));

        assertThat(signing.state()).isEqualTo(State.UNSIGNED);
    }

    @Test
    void aManifestThatIsSignedInSectionsMayNotBeChangedEither() throws IOException {
        ACME.exportTo(trusted());
        Path signed = ACME.sign(jar(), folder.resolve("signed.jar"), true);
        assertThat(verify(signed).state()).isEqualTo(State.TRUSTED);

        assertThat(verify(changed(signed, JarSignatureTest::raiseVersion)))
                .extracting(Signing::state)
                .isEqualTo(State.TAMPERED);
    }

    @Test
    void aTrustFileThatCannotBeReadTrustsNobodyAndIsNamed() throws IOException {
        Files.createDirectories(trusted());
        Files.writeString(trusted().resolve("broken.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n");

        Signing signing = verify(ACME.sign(jar(), folder.resolve("signed.jar")));

        assertThat(signing.state()).isEqualTo(State.UNTRUSTED);
        assertThat(signing.message()).contains("not read: [broken.pem");
    }

    private Signing verify(Path jar) throws IOException {
        return new JarSignature(TrustedCertificates.read(trusted()), trusted().toString(), new Date(NOW)).verify(jar);
    }

    private Path trusted() {
        return folder.resolve("trusted");
    }

    private Path jar() {
        return Jars.plugin("com.acme.aimd", "1").write(folder.resolve("plain.jar"));
    }

    private Path changed(Path jar, Consumer<Map<String, byte[]>> change) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(Files.readAllBytes(jar)))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        change.accept(entries);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return Files.write(folder.resolve("changed.jar"), bytes.toByteArray());
    }

    private static void raiseVersion(Map<String, byte[]> entries) {
        entries.computeIfPresent(
                "META-INF/MANIFEST.MF",
                (name, text) -> bytes(
                        new String(text, StandardCharsets.UTF_8).replace("Bundle-Version: 1", "Bundle-Version: 2")));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
