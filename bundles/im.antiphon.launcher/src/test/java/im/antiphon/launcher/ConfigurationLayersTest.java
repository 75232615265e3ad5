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
}
