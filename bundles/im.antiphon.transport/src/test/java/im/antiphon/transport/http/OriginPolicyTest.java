// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OriginPolicyTest {
    private final OriginPolicy development = new OriginPolicy(List.of());
    private final OriginPolicy configured = new OriginPolicy(List.of("https://App.example.org"));

    @Test
    void letsAClientWithoutOriginIn() {
        assertThat(development.allows(null, "voice.example.org")).isTrue();
        assertThat(configured.allows(null, "voice.example.org")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://voice.example.org:8443",
                "http://localhost:5173",
                "http://127.0.0.1",
                "https://127.1.2.3:99",
                "http://[::1]:8080",
                "HTTPS://VOICE.example.org:8443"
            })
    void inDevelopmentLetsItsOwnPagesAndThisMachinesIn(String origin) {
        assertThat(development.allows(origin, "voice.example.org:8443")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "",
                "https://evil.example",
                "https://voice.example.org",
                "https://localhost.evil.example",
                "https://127.0.0.1.evil.example",
                "file://localhost",
                "https://evil.example@voice.example.org:8443",
                "http://[",
                "://"
            })
    void inDevelopmentKeepsOthersOut(String origin) {
        assertThat(development.allows(origin, "voice.example.org:8443")).isFalse();
    }

    @Test
    void onceConfiguredOnlyTheListCounts() {
        assertThat(configured.allows("https://app.example.org", "voice.example.org"))
                .isTrue();
        assertThat(configured.allows("https://voice.example.org", "voice.example.org"))
                .isFalse();
        assertThat(configured.allows("http://localhost", "voice.example.org")).isFalse();
    }
}
