// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import im.antiphon.load.VoicePeer;
import im.antiphon.load.VoicePeerSettings;
import im.antiphon.load.VoicePeers;
import im.antiphon.load.VoicePeersSettings;
import im.antiphon.load.VoiceStatistics;
import im.antiphon.load.WhipClient;
import im.antiphon.load.WhipException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two tenants that know nothing of each other use the same names at the same server. */
final class TenantsIT {
    private static final List<String> TENANTS = List.of("acme", "globex");
    private static final Tokens TOKENS = new Tokens();

    @TempDir
    private static Path home;

    private static RunningServer server;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        TOKENS.configure(home);
        server = RunningServer.start(home);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static String token(String tenant, String user) {
        return TOKENS.sign(tenant, user, Duration.ofHours(1));
    }

    private SignalingClient enter(String tenant, String user) throws InterruptedException {
        SignalingClient client = SignalingClient.withToken(http, server.uri("/"), token(tenant, user));
        client.request("join", Map.of("room", "hall", "name", user), null);
        return client;
    }

    @Test
    void oneHearsNothingOfTheOtherInARoomOfTheSameName() throws Exception {
        try (SignalingClient ada = enter("acme", "ada");
                SignalingClient gil = enter("globex", "gil");
                SignalingClient ann = enter("acme", "ann")) {
            assertThat(ada.await("room").at("/payload/participants")).isEmpty();
            assertThat(gil.await("room").at("/payload/participants")).isEmpty();
            assertThat(ann.await("room").at("/payload/participants/0/id").asText())
                    .isEqualTo(ada.sessionId());
            gil.request("state", Map.of("hand", true), null);
            gil.request("offer", Map.of("sdp", "v=0"), "");
            assertThat(gil.refused("invite", Map.of("users", List.of("gil")))).isEqualTo("bad-message");
            gil.request("presence", Map.of("all", true), null);
            assertThat(gil.await("presence").at("/payload/users").findValuesAsText("user"))
                    .containsExactly("gil");
            ann.request("state", Map.of("hand", false), null);
            assertThat(ada.await("participant-joined")
                            .at("/payload/participant/name")
                            .asText())
                    .isEqualTo("ann");
            assertThat(ada.await("participant-state").at("/payload/id").asText())
                    .isEqualTo(ann.sessionId());
            assertThat(ada.unread()).isEmpty();
        }
    }

    @Test
    void voicesStayWithTheirTenant() throws Exception {
        try (VoicePeers peers = VoicePeers.open(VoicePeersSettings.loopback())) {
            List<VoicePeer> listeners = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                WhipClient whip = new WhipClient(http, token(TENANTS.get(i), "radio"));
                VoicePeer speaker = peers.add(VoicePeerSettings.sending(i + 1));
                connect(whip, speaker, "/whip/hall/radio");
                assertThatThrownBy(() -> connect(whip, peers.add(VoicePeerSettings.sending(9)), "/whip/hall/radio"))
                        .isInstanceOf(WhipException.class)
                        .hasMessageContaining("409");
                VoicePeer listener = peers.add(VoicePeerSettings.receiving(3));
                connect(whip, listener, "/whep/hall");
                listeners.add(listener);
                speaker.startSending(VoicePeer.PACKETS_PER_SECOND);
            }
            for (int i = 0; i < 2; i++) {
                VoiceStatistics heard = listeners
                        .get(i)
                        .when(now -> now.received() >= 3L * VoicePeer.PACKETS_PER_SECOND)
                        .get(60, TimeUnit.SECONDS);
                assertThat(heard.receivedFrom(i + 1)).isEqualTo(heard.received());
                assertThat(heard.sources()).hasSize(1);
                assertThat(heard.lost()).isZero();
            }
            JsonNode rooms = new ObjectMapper()
                    .readTree(server.send(HttpRequest.newBuilder(server.uri("/api/v1/rooms"))
                                    .header("Authorization", "Bearer " + TOKENS.administrator()))
                            .body());
            assertThat(rooms.findValuesAsText("tenant")).containsExactlyElementsOf(TENANTS);
            assertThat(rooms.findValuesAsText("name")).containsExactly("hall", "hall");
            assertThat(rooms.findValuesAsText("peers")).containsExactly("2", "2");
            assertThat(server.metrics().sum("antiphon_rooms")).isEqualTo(2);
        }
    }

    private static void connect(WhipClient whip, VoicePeer peer, String path) throws Exception {
        peer.accept(whip.post(server.uri(path), peer.offer()).answer()).get(60, TimeUnit.SECONDS);
    }
}
