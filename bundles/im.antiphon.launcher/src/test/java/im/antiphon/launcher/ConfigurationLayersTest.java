// SPDX-License-Identifier: Apache-2.0
package im.antiphon.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConfigurationLayersTest {
    private final ConfigurationLayers layers = new ConfigurationLayers(
            Map.of("p", Map.of("a", "default", "b", "default", "c", "default")), Map.of("p", Map.of("a", "typed")));

    @Test
    void theCommandLineGoesBeforeFilesAndFilesBeforeDefaults() {
        assertThat(layers.over(Map.of("p", Map.of("a", "file", "b", "file"))))
                .containsEntry("p", Map.of("a", "typed", "b", "file", "c", "default"));
    }

    @Test
    void withoutAFileTheDefaultIsBack() {
        assertThat(layers.over(Map.of())).containsEntry("p", Map.of("a", "typed", "b", "default", "c", "default"));
    }

    @Test
    void aKeyIsTheSameInWhateverCase() {
        Map<String, Object> merged =
                layers.over(Map.of("p", Map.of("A", "file", "B", "file"))).getOrDefault("p", Map.of());

        assertThat(merged).hasSize(3).containsEntry("a", "typed").containsEntry("b", "file");
    }

    @Test
    void whoTypesAnAddressThatOthersReachLetsThemIn() {
        assertThat(anonymous(Map.of("bind", "0.0.0.0"), Map.of())).isEqualTo("everywhere");
        assertThat(anonymous(Map.of("bind", "127.0.0.1"), Map.of())).isNull();
        assertThat(anonymous(Map.of(), Map.of())).isNull();
        assertThat(anonymous(Map.of(), Map.of("im.antiphon.transport", Map.of("bind", "0.0.0.0"))))
                .isNull();
        assertThat(anonymous(
                        Map.of("bind", "0.0.0.0"),
                        Map.of("im.antiphon.core.auth", Map.of("allow.anonymous", "loopback"))))
                .isEqualTo("loopback");
    }

    @Test
    void anAuthenticatorThatIsConfiguredIsTheOnlyWayIn() {
        assertThat(anonymous(Map.of("bind", "0.0.0.0"), Map.of("im.antiphon.auth.jwt", Map.of("jwks", "https://id"))))
                .isEqualTo("nobody");
    }

    private static @Nullable Object anonymous(Map<String, Object> typed, Map<String, Map<String, Object>> files) {
        return new ConfigurationLayers(Map.of(), Map.of("im.antiphon.transport", typed))
                .over(files)
                .getOrDefault("im.antiphon.core.auth", Map.of())
                .get("allow.anonymous");
    }

    @Test
    void thePageFollowsTheGatewaysPortUnlessItIsToldAnother() {
        Map<String, Map<String, Object>> gateway = Map.of("im.antiphon.transport", Map.of("httpsPort", 9443));
        ConfigurationLayers typed = new ConfigurationLayers(Map.of(), gateway);

        assertThat(typed.over(Map.of())).containsEntry("im.antiphon.page", Map.of("httpsPort", 9443));
        assertThat(typed.over(Map.of("im.antiphon.page", Map.of("httpsPort", 443))))
                .containsEntry("im.antiphon.page", Map.of("httpsPort", 443));
    }
}
