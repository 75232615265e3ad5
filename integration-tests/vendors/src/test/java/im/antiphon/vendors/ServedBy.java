// SPDX-License-Identifier: Apache-2.0
package im.antiphon.vendors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import im.antiphon.scenarios.RunningServer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** What {@code /api/v1/plugins} of a server tells. */
record ServedBy(RunningServer server) {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** {@code name@version} of the plugin that serves a kind. */
    String plugin(String kind) {
        return StreamSupport.stream(list().spliterator(), false)
                .filter(plugin -> plugin.path("kind").asText().equals(kind))
                .filter(plugin -> plugin.path("state").asText().equals("serving"))
                .map(ServedBy::label)
                .findFirst()
                .orElseThrow();
    }

    /** Waits until a plugin serves so many products and no other of its kind serves any. */
    void awaitServing(String kind, String label, int users) {
        await(label).atMost(PATIENCE).untilAsserted(() -> {
            JsonNode list = list();
            assertThat(plugin(list, kind, label)).as("%s in %s", label, list).hasValueSatisfying(plugin -> {
                assertThat(plugin.path("state").asText()).isEqualTo("serving");
                assertThat(plugin.path("users").asInt()).isEqualTo(users);
            });
        });
    }

    /** Waits until a plugin serves, whomever. */
    void awaitServing(String kind, String label) {
        await(label).atMost(PATIENCE).untilAsserted(() -> {
            JsonNode list = list();
            assertThat(plugin(list, kind, label)).as("%s in %s", label, list).hasValueSatisfying(plugin -> assertThat(
                            plugin.path("state").asText())
                    .isEqualTo("serving"));
        });
    }

    void awaitGone(String kind, String label) {
        await(label).atMost(PATIENCE).untilAsserted(() -> assertThat(plugin(list(), kind, label))
                .isEmpty());
    }

    private static Optional<JsonNode> plugin(JsonNode list, String kind, String label) {
        return StreamSupport.stream(list.spliterator(), false)
                .filter(plugin -> plugin.path("kind").asText().equals(kind))
                .filter(plugin -> label(plugin).equals(label))
                .findFirst();
    }

    private static String label(JsonNode plugin) {
        return plugin.path("name").asText() + "@" + plugin.path("version").asText();
    }

    private JsonNode list() {
        try {
            return MAPPER.readTree(server.get("/api/v1/plugins").body());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
