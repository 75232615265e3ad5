// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import im.antiphon.api.call.CallInfo;
import im.antiphon.api.call.CallLeg;
import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import im.antiphon.api.media.MediaServer.MediaRoom;
import im.antiphon.api.media.RoomAddress;
import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.PluginState;
import im.antiphon.api.session.SessionKind;
import im.antiphon.core.session.RegisteredSession;
import im.antiphon.core.session.SessionRegistry;
import im.antiphon.core.session.TestIdentities;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApiDocumentsTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Test
    void pluginsAreAsDescribed() throws IOException {
        JsonNode shown = MAPPER.readTree(ApiDocuments.plugins(
                List.of(new PluginInfo(
                        PluginKind.CODEC, "opus", "1.0.0", "im.antiphon.codec.opus", 5, PluginState.QUARANTINED, 2, 3)),
                List.of()));
        assertThat(shown.get(0).get("kind").textValue()).isEqualTo("codec");
        assertThat(shown.get(0).get("state").textValue()).isEqualTo("quarantined");
        assertIsAsDescribed("Plugin", shown);
    }

    @Test
    void sessionsAreAsDescribed() throws IOException {
        SessionRegistry registry = new SessionRegistry(TestIdentities.NODE, () -> 42);
        registry.open(SessionKind.SIGNALING, TestIdentities.ADA);
        RegisteredSession whip = registry.open(SessionKind.WHIP, TestIdentities.ADA);
        whip.enter("lobby");
        JsonNode shown = MAPPER.readTree(ApiDocuments.sessions(registry.list()));
        assertThat(shown).hasSize(2);
        assertIsAsDescribed("Session", shown);
    }

    @Test
    void callsAreAsDescribed() throws IOException {
        CallLeg ada = new CallLeg("ada", "connected", "phone", "s1.n1", null);
        CallLeg bob = new CallLeg("bob", "left", null, null, "no-answer");
        CallInfo call = new CallInfo("c1.n1", "default", "n1", "inviting", "p2p", List.of(ada, bob));
        JsonNode shown = MAPPER.readTree(ApiDocuments.calls(List.of(call)));
        assertThat(shown.get(0)).isEqualTo(MAPPER.readTree(ApiDocuments.call(call)));
        assertThat(shown.at("/0/legs/1/reason").textValue()).isEqualTo("no-answer");
        assertIsAsDescribed("Call", shown);
    }

    @Test
    void roomsOfSignalingAndOfMediaAreOneList() throws IOException {
        RoomAddress both = new RoomAddress("default", "both");
        JsonNode shown = MAPPER.readTree(ApiDocuments.rooms(
                Map.of(both, 3, new RoomAddress("default", "signaling"), 1),
                List.of(
                        new MediaRoom(both, 2, 1, 4),
                        new MediaRoom(new RoomAddress("default", "a"), 1, 1, 0),
                        new MediaRoom(new RoomAddress("acme", "both"), 7, 1, 0))));
        assertThat(shown.findValuesAsText("name")).containsExactly("a", "both", "both", "signaling");
        assertThat(shown.findValuesAsText("tenant")).containsExactly("default", "acme", "default", "default");
        assertThat(shown.get(1).get("peers").intValue()).isEqualTo(7);
        assertThat(shown.get(1).get("participants").intValue()).isZero();
        assertThat(shown.get(2).get("participants").intValue()).isEqualTo(3);
        assertThat(shown.get(2).get("subscriptions").intValue()).isEqualTo(4);
        assertThat(shown.get(0).get("participants").intValue()).isZero();
        assertIsAsDescribed("Room", shown);
    }

    @Test
    void documentsAreReadOnlyAndHaveNothingBeneath() {
        JsonResource resource = new JsonResource("/api/v1/x", () -> "[]".getBytes(StandardCharsets.UTF_8));
        HttpReply reply = send(resource, "GET", "/api/v1/x");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers()).containsEntry("content-type", "application/json");
        assertThat(send(resource, "GET", "/api/v1/x/y").status()).isEqualTo(404);
        HttpReply refused = send(resource, "DELETE", "/api/v1/x");
        assertThat(refused.status()).isEqualTo(405);
        assertThat(refused.headers()).containsEntry("allow", "GET, HEAD");
    }

    private static HttpReply send(JsonResource resource, String method, String path) {
        return resource.handle(new HttpRequest(method, path, Map.of(), Map.of(), new byte[0], "192.0.2.1"))
                .toCompletableFuture()
                .join();
    }

    private static void assertIsAsDescribed(String schema, JsonNode elements) throws IOException {
        assertThat(elements).isNotEmpty();
        for (JsonNode element : elements) {
            assertThat(Described.mistakes(schema, element)).isEmpty();
        }
    }
}
