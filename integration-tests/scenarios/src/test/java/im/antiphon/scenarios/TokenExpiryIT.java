// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.antiphon.load.VoicePeer;
import im.antiphon.load.VoicePeerSettings;
import im.antiphon.load.VoicePeers;
import im.antiphon.load.VoicePeersSettings;
import im.antiphon.load.WhipClient;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that are good for seconds, at a server that gives one second more. */
final class TokenExpiryIT {
    private static final Duration SHORT = Duration.ofSeconds(15);

    /** So long before the end clients are told: a busy machine has to answer within that. */
    private static final int NOTICE_SECONDS = 10;

    private static final Duration LONG = Duration.ofHours(1);
    private static final Tokens TOKENS = new Tokens();

    @TempDir
    private static Path home;

    @TempDir
    private Path profile;

    private static RunningServer server;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        TOKENS.configure(home);
        Files.writeString(
                home.resolve("conf").resolve("im.antiphon.core.auth.cfg.json"),
                "{\"token.notice.seconds\":" + NOTICE_SECONDS + ",\"token.grace.seconds\":1}");
        server = RunningServer.start(home);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private SignalingClient connect(String user, Duration life) throws InterruptedException {
        SignalingClient client = SignalingClient.withToken(http, server.uri("/"), TOKENS.sign("acme", user, life));
        client.say("ping", Map.of(), null);
        return client;
    }

    private static String sessions() {
        return server.send(HttpRequest.newBuilder(server.uri("/api/v1/sessions"))
                        .header("Authorization", "Bearer " + TOKENS.administrator()))
                .body();
    }

    @Test
    void aSessionEndsWithItsTokenAndTheClientIsToldBefore() throws Exception {
        SignalingClient ada = connect("ada", SHORT);
        assertThat(ada.await("token-expires").at("/payload/inSeconds").asInt()).isBetween(0, NOTICE_SECONDS);
        assertThat(ada.await("bye").at("/payload/reason").asText()).isEqualTo("token-expired");
        assertThat(ada.awaitClose()).isEqualTo(1008);
        assertThat(sessions()).doesNotContain(ada.sessionId());
    }

    @Test
    void anotherTokenKeepsIt() throws Exception {
        try (SignalingClient bea = connect("bea", SHORT);
                SignalingClient cut = connect("cut", SHORT)) {
            bea.await("token-expires");
            assertThat(bea.refused("auth", Map.of("token", TOKENS.sign("globex", "bea", LONG))))
                    .isEqualTo("forbidden");
            assertThat(bea.refused("auth", Map.of("token", "e30.e30.none"))).isEqualTo("forbidden");
            bea.request("auth", Map.of("token", TOKENS.sign("acme", "bea", LONG)), null);
            assertThat(cut.awaitClose()).isEqualTo(1008);
            bea.request("state", Map.of("there", true), null);
            assertThat(sessions()).contains(bea.sessionId());
        }
    }

    @Test
    void anEncoderGoesOffTheAirWithItsToken() throws Exception {
        try (VoicePeers peers = VoicePeers.open(VoicePeersSettings.loopback())) {
            WhipClient whip = new WhipClient(http, TOKENS.sign("acme", "radio", SHORT));
            VoicePeer speaker = peers.add(VoicePeerSettings.sending(1));
            speaker.accept(whip.post(server.uri("/whip/hall/radio"), speaker.offer())
                            .answer())
                    .get(60, TimeUnit.SECONDS);
            assertThat(server.metrics().sum("antiphon_rooms")).isEqualTo(1);
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            assertThat(server.metrics().sum("antiphon_rooms")).isZero());
        }
    }

    @Test
    void theBrowsersLibraryShowsAnotherTokenByItself() throws Exception {
        try (Browser browser = Browser.open(profile)) {
            CallPage page = browser.window(server.uri("/").toString());
            page.evaluate("(() => { window.kept = {}; const tokens = ['" + TOKENS.sign("acme", "dan", SHORT) + "', '"
                    + TOKENS.sign("acme", "dan", LONG) + "'];"
                    + "import('/client/index.mjs').then(({ AntiphonClient }) => {"
                    + "  const kept = new AntiphonClient({ remember: false, token: async () => tokens.shift() });"
                    + "  const lost = new AntiphonClient({ remember: false, token: '"
                    + TOKENS.sign("acme", "eve", SHORT) + "' });"
                    + "  kept.addEventListener('ended', ({ detail }) => window.kept.ended = detail.reason);"
                    + "  lost.addEventListener('ended', ({ detail }) => window.lost = detail.reason);"
                    + "  Promise.all([kept.connect(), lost.connect()]).then("
                    + "    () => Object.assign(window.kept, { first: kept.session.sessionId, client: kept }));"
                    + "}); return true; })()");
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(page.evaluate("window.lost"))
                    .isEqualTo("token-expired"));
            assertThat(page.evaluate("window.kept.ended")).isNull();
            assertThat(page.evaluate("window.kept.client.session.sessionId === window.kept.first"))
                    .isEqualTo(true);
            assertThat(sessions()).contains(String.valueOf(page.evaluate("window.kept.first")));
        }
    }
}
