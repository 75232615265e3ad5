// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import im.antiphon.core.session.DrainSwitch;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DrainApiTest {
    private final DrainSwitch drain = new DrainSwitch(() -> 42);
    private final DrainApi api = new DrainApi(drain, () -> 7);

    @Test
    void aNodeIsDrainedForAReasonAndTakesNewSessionsAgain() throws Exception {
        assertThat(shown("GET", "").get("draining").booleanValue()).isFalse();
        JsonNode drained = shown("POST", "{\"reason\":\"new kernel\"}");
        assertThat(drained.get("reason").textValue()).isEqualTo("new kernel");
        assertThat(drained.get("sinceEpochMillis").longValue()).isEqualTo(42);
        assertThat(drained.get("sessions").intValue()).isEqualTo(7);
        assertThat(shown("POST", "").get("reason").textValue())
                .as("the former reason stays")
                .isEqualTo("new kernel");
        assertThat(drain.isDraining()).isTrue();
        assertThat(shown("DELETE", "").get("draining").booleanValue()).isFalse();
        assertThat(drain.isDraining()).isFalse();
    }

    @Test
    void aReasonIsNotNeeded() throws Exception {
        assertThat(shown("POST", "").get("reason").textValue()).isEqualTo("ordered by an operator");
    }

    @Test
    void onlyThoseWhoMayChangeIt() {
        HttpRequest foreign = new HttpRequest(
                "POST",
                DrainApi.PATH,
                Map.of(),
                Map.of("host", List.of("localhost"), "origin", List.of("https://evil.example")),
                new byte[0],
                "127.0.0.1");
        assertThat(api.handle(foreign).toCompletableFuture().join().status()).isEqualTo(403);
        assertThat(send("PUT", "").status()).isEqualTo(405);
        assertThat(send("POST", "{\"reason\":\"" + "x".repeat(201) + "\"}").status())
                .isEqualTo(400);
        assertThat(drain.isDraining()).isFalse();
    }

    private JsonNode shown(String method, String body) throws Exception {
        HttpReply reply = send(method, body);
        assertThat(reply.status()).isEqualTo(200);
        JsonNode shown = Described.read(reply.body());
        assertThat(Described.mistakes("Drain", shown)).isEmpty();
        return shown;
    }

    private HttpReply send(String method, String body) {
        return api.handle(new HttpRequest(
                        method,
                        DrainApi.PATH,
                        Map.of(),
                        Map.of("host", List.of("localhost")),
                        body.getBytes(StandardCharsets.UTF_8),
                        "127.0.0.1"))
                .toCompletableFuture()
                .join();
    }
}
