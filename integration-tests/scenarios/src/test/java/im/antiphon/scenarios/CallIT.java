// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People call each other over the assembled server's WebSocket, and do what people do: not always what they should. */
final class CallIT {
    private static final int RING_SECONDS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CALLS_PER_USER = 4;
    private static final int RACES = 20;

    @TempDir
    private static Path home;

    private static RunningServer server;
    private static int users;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<SignalingClient> clients = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        Path configuration = Files.createDirectories(home.resolve("conf"));
        Files.writeString(
                configuration.resolve("im.antiphon.core.call.cfg.json"),
                "{\"ring.seconds\":" + RING_SECONDS + ",\"calls.per.user\":" + CALLS_PER_USER + "}");
        server = RunningServer.start(home);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @AfterEach
    void nothingIsLeftOnceAllHaveGone() {
        clients.forEach(SignalingClient::close);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(server.get("/api/v1/calls").body()).isEqualTo("[]");
            assertThat(server.metrics().sum("antiphon_calls")).isZero();
        });
        assertThat(server.stackTraces()).isEmpty();
    }

    /** A name that nobody has had. */
    private static String user(String name) {
        return name + ++users;
    }

    private SignalingClient signIn(String user, String device) throws InterruptedException {
        SignalingClient client = connect(user, device);
        client.request("state", Map.of(), null); // only who has said something is there for others
        return client;
    }

    private SignalingClient connect(String user, String device) throws InterruptedException {
        SignalingClient client = new SignalingClient(http, server.uri("/"), user, device);
        clients.add(client);
        return client;
    }

    /** Calls somebody; tells the call's id. */
    private static String call(SignalingClient by, String... invited) throws InterruptedException {
        by.request("invite", Map.of("users", List.of(invited)), null);
        JsonNode call = by.await("call").path("payload");
        assertThat(call.path("state").asText()).isEqualTo("inviting");
        return call.path("call").asText();
    }

    private static JsonNode awaitActive(SignalingClient client) throws InterruptedException {
        JsonNode call = client.await("call");
        while (!call.at("/payload/state").asText().equals("active")) {
            call = client.await("call");
        }
        return call.path("payload");
    }

    private static String awaitEnd(SignalingClient client) throws InterruptedException {
        return client.await("call-ended").at("/payload/reason").asText();
    }

    @Test
    void oneCallsAnother() throws Exception {
        String bobsName = user("bob");
        SignalingClient ada = signIn(user("ada"), "laptop");
        SignalingClient bob = signIn(bobsName, "phone");
        String call = call(ada, bobsName);
        JsonNode incoming = bob.await("incoming");
        assertThat(incoming.at("/payload/call").asText()).isEqualTo(call);
        assertThat(incoming.at("/payload/from/session").asText()).isEqualTo(ada.sessionId());
        bob.request("ringing", Map.of("call", call), null);
        bob.request("accept", Map.of("call", call), null);
        assertThat(awaitActive(ada).path("mode").asText()).isEqualTo("p2p");
        String other = awaitActive(bob).at("/legs/0/session").asText();
        bob.request("offer", Map.of("sdp", "v=0"), other);
        assertThat(ada.await("offer").path("from").asText()).isEqualTo(bob.sessionId());
        assertThat(server.get("/api/v1/calls/" + call).body()).contains("\"state\":\"active\"", bobsName);
        assertThat(server.metrics().value("antiphon_calls{state=\"active\"}")).isEqualTo(1);
        assertThat(server.metrics().value("antiphon_call_accepted_seconds_count"))
                .isPositive();
        ada.request("hangup", Map.of("call", call), null);
        assertThat(awaitEnd(bob)).isEqualTo("hung-up");
    }

    @Test
    void ofTwoDevicesTheFirstToAcceptHasTheCall() throws Exception {
        String bob = user("bob");
        SignalingClient ada = signIn(user("ada"), "laptop");
        SignalingClient phone = signIn(bob, "phone");
        SignalingClient tablet = signIn(bob, "tablet");
        String call = call(ada, bob);
        phone.await("incoming");
        tablet.await("incoming");
        tablet.request("accept", Map.of("call", call), null);
        assertThat(phone.await("call-taken").at("/payload/device").asText()).isEqualTo("tablet");
        assertThat(phone.refused("accept", Map.of("call", call))).isEqualTo("state");
        assertThat(awaitActive(ada).at("/legs/1/device").asText()).isEqualTo("tablet");
    }

    @Test
    void aGroupMeetsInARoomOfItsOwn() throws Exception {
        String[] names = {user("bob"), user("eve")};
        SignalingClient ada = signIn(user("ada"), "laptop");
        SignalingClient bob = signIn(names[0], "phone");
        SignalingClient eve = signIn(names[1], "phone");
        SignalingClient stranger = signIn(user("mallory"), "phone");
        String call = call(ada, names);
        bob.await("incoming");
        bob.request("accept", Map.of("call", call), null);
        eve.await("incoming");
        eve.request("accept", Map.of("call", call), null);
        assertThat(awaitActive(eve).path("mode").asText()).isEqualTo("sfu");
        Map<String, String> room = Map.of("room", "call~" + call);
        ada.request("join", room, null);
        bob.request("join", room, null);
        assertThat(stranger.refused("join", room)).isEqualTo("forbidden");
        ada.await("participant-joined");
        bob.request("hangup", Map.of("call", call), null);
        assertThat(ada.await("participant-left").at("/payload/id").asText()).isEqualTo(bob.sessionId());
        assertThat(bob.refused("join", room)).isEqualTo("forbidden");
        ada.request("invite", Map.of("call", call, "users", List.of(names[0])), null);
        bob.await("incoming");
        ada.request("hangup", Map.of("call", call), null);
        eve.request("hangup", Map.of("call", call), null);
        assertThat(awaitEnd(bob)).isEqualTo("cancelled");
    }

    @Test
    void whoIsBusySaysSo() throws Exception {
        String bobsName = user("bob");
        SignalingClient ada = signIn(user("ada"), "laptop");
        SignalingClient bob = signIn(bobsName, "phone");
        String call = call(ada, bobsName);
        bob.await("incoming");
        bob.request("reject", Map.of("call", call, "reason", "busy"), null);
        assertThat(awaitEnd(ada)).isEqualTo("busy");
    }

    @Test
    void nobodyAnswersOrIsThereAtAll() throws Exception {
        String bobsName = user("bob");
        SignalingClient ada = signIn(user("ada"), "laptop");
        SignalingClient bob = signIn(bobsName, "phone");
        call(ada, bobsName);
        call(ada, user("nobody"));
        assertThat(List.of(awaitEnd(ada), awaitEnd(ada))).containsExactlyInAnyOrder("no-answer", "unreachable");
        assertThat(awaitEnd(bob)).isEqualTo("no-answer");
    }

    @Test
    void whoSignsInInTimeIsReached() throws Exception {
        String bobsName = user("bob");
        SignalingClient ada = signIn(user("ada"), "laptop");
        String call = call(ada, bobsName);
        SignalingClient bob = connect(bobsName, "phone");
        bob.sendText("{\"type\":\"state\",\"payload\":{}}");
        bob.await("incoming");
        bob.request("accept", Map.of("call", call), null);
        awaitActive(ada);
    }

    @Test
    void cancelledAndAcceptedAtTheSameTimeItIsOneOfBothForBoth() throws Exception {
        String bobsName = user("bob");
        SignalingClient ada = signIn(user("ada"), "laptop");
        SignalingClient bob = signIn(bobsName, "phone");
        for (int race = 0; race < RACES; race++) {
            String call = call(ada, bobsName);
            bob.await("incoming");
            Thread accepts = new Thread(() -> bob.say("accept", Map.of("call", call), null));
            accepts.start();
            String refusal = ada.refused("cancel", Map.of("call", call));
            accepts.join();
            if (refusal.equals("state")) {
                awaitActive(bob);
                ada.request("hangup", Map.of("call", call), null);
                assertThat(awaitEnd(bob)).isEqualTo("hung-up");
            } else {
                assertThat(refusal).isEqualTo("it was not refused");
                assertThat(awaitEnd(bob)).isEqualTo("cancelled");
                assertThat(bob.awaitError()).isEqualTo("not-found");
            }
            ada.unread();
            bob.unread();
        }
    }

    @Test
    void whoCallEachOtherAtTheSameTimeTalkInOneCall() throws Exception {
        String adasName = user("ada");
        String bobsName = user("bob");
        SignalingClient ada = signIn(adasName, "laptop");
        SignalingClient bob = signIn(bobsName, "phone");
        for (int race = 0; race < RACES; race++) {
            Thread bobCalls = new Thread(() -> bob.say("invite", Map.of("users", List.of(adasName)), null));
            bobCalls.start();
            ada.say("invite", Map.of("users", List.of(bobsName)), null);
            bobCalls.join();
            String call = awaitActive(ada).path("call").asText();
            assertThat(awaitActive(bob).path("call").asText()).isEqualTo(call);
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(server.get("/api/v1/calls").body()).containsOnlyOnce("\"id\":"));
            ada.request("hangup", Map.of("call", call), null);
            assertThat(awaitEnd(bob)).isIn("hung-up", "glare");
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(server.get("/api/v1/calls").body()).isEqualTo("[]"));
            ada.unread();
            bob.unread();
        }
    }

    @Test
    void strangersNeitherSeeNorTouchACall() throws Exception {
        String bobsName = user("bob");
        SignalingClient ada = signIn(user("ada"), "laptop");
        SignalingClient bob = signIn(bobsName, "phone");
        SignalingClient mallory = signIn(user("mallory"), "phone");
        String call = call(ada, bobsName);
        bob.await("incoming");
        for (String type : List.of("ringing", "accept", "reject", "cancel", "hangup")) {
            assertThat(mallory.refused(type, Map.of("call", call))).isEqualTo("not-found");
        }
        assertThat(mallory.refused("invite", Map.of("call", call, "users", List.of(bobsName))))
                .isEqualTo("not-found");
        mallory.sendText("{\"type\":\"accept\",\"id\":\"forged\",\"from\":\"" + bob.sessionId()
                + "\",\"payload\":{\"call\":\"" + call + "\"}}");
        assertThat(mallory.awaitError()).isEqualTo("not-found");
        assertThat(server.get("/api/v1/calls/" + call).body()).contains("\"state\":\"inviting\"");
        bob.request("accept", Map.of("call", call), null);
        awaitActive(ada);
    }

    @Test
    void invitationsAreBounded() throws Exception {
        SignalingClient ada = signIn(user("ada"), "laptop");
        String bobsName = user("bob");
        SignalingClient bob = signIn(bobsName, "phone");
        for (int i = 0; i < CALLS_PER_USER; i++) {
            call(ada, bobsName);
        }
        assertThat(ada.refused("invite", Map.of("users", List.of(bobsName)))).isEqualTo("overloaded");
        SignalingClient eve = signIn(user("eve"), "phone");
        eve.request("invite", Map.of("users", List.of(bobsName)), null);
        assertThat(awaitEnd(eve)).isEqualTo("busy");
        assertThat(bob.heardUntilAnswered()).containsOnly("incoming").hasSize(CALLS_PER_USER);
    }

    @Test
    void anOperatorEndsACall() throws Exception {
        SignalingClient ada = signIn(user("ada"), "laptop");
        String call = call(ada, user("nobody"));
        assertThat(server.send(HttpRequest.newBuilder(server.uri("/api/v1/calls/" + call))
                                .DELETE())
                        .statusCode())
                .isEqualTo(202);
        assertThat(awaitEnd(ada)).isEqualTo("operator");
    }
}
