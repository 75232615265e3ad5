// SPDX-License-Identifier: Apache-2.0
package im.antiphon.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
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
    void thePageFollowsTheGatewaysPortUnlessItIsToldAnother() {
        Map<String, Map<String, Object>> gateway = Map.of("im.antiphon.transport", Map.of("httpsPort", 9443));
        ConfigurationLayers typed = new ConfigurationLayers(Map.of(), gateway);

        assertThat(typed.over(Map.of())).containsEntry("im.antiphon.page", Map.of("httpsPort", 9443));
        assertThat(typed.over(Map.of("im.antiphon.page", Map.of("httpsPort", 443))))
                .containsEntry("im.antiphon.page", Map.of("httpsPort", 443));
    }
}
