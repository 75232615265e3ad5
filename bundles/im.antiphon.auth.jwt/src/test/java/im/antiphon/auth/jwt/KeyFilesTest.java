// SPDX-License-Identifier: Apache-2.0
package im.antiphon.auth.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.jose4j.jwk.JsonWebKeySet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyFilesTest {
    @TempDir
    private Path folder;

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    @ParameterizedTest
    @CsvSource({"RS256", "ES256", "EdDSA"})
    void readsPublicKeys(String algorithm) throws IOException {
        Issuer issuer = Issuer.of(algorithm, "any");
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder()
                        .encodeToString(issuer.trusted().getKey().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
        TrustedKeys keys = KeyFiles.read(List.of(file("main.pem", pem)));
        assertThat(keys.candidates(algorithm, "main")).hasSize(1);
        assertThat(keys.candidates(algorithm, null)).hasSize(1);
        assertThat(keys.candidates(algorithm, "other")).isEmpty();
        assertThat(keys.candidates("HS256", "main")).isEmpty();
    }

    @Test
    void readsSecretsAndSets() throws IOException {
        Issuer issuer = Issuer.of("ES256", "curve");
        TrustedKeys keys = KeyFiles.read(List.of(
                file("shared.secret", "0123456789abcdef0123456789abcdef"),
                file("set.json", new JsonWebKeySet(issuer.trusted()).toJson())));
        assertThat(keys.candidates("HS256", "shared")).hasSize(1);
        assertThat(keys.candidates("ES256", "curve")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "short.secret, abc, at least 32",
        "empty.pem, abc, no public key",
        "set.json, [], key",
        "what.txt, abc, its name says nothing",
    })
    void saysWhatIsWrongWithWhichFile(String name, String content, String complaint) throws IOException {
        Path file = file(name, content);
        assertThatThrownBy(() -> KeyFiles.read(List.of(file)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(complaint);
    }
}
