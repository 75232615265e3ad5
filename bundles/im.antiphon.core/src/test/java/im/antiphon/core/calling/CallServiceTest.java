// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.calling;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import im.antiphon.api.auth.Grants;
import im.antiphon.api.auth.Identity;
import im.antiphon.api.signaling.SignalingConnection;
import im.antiphon.api.signaling.SignalingReceiver;
import im.antiphon.core.call.CallLimits;
import im.antiphon.core.call.CallSettings;
import im.antiphon.core.call.RelaySettings;
import im.antiphon.core.plugin.CodecSlots;
import im.antiphon.core.plugin.PluginJournal;
import im.antiphon.core.session.Deadlines;
import im.antiphon.core.session.NodeId;
import im.antiphon.core.session.SessionRegistry;
import im.antiphon.core.signaling.SignalingLimits;
import im.antiphon.core.signaling.SignalingService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CallServiceTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final MetricRegistry metrics = new MetricRegistry();
    private final Deadlines deadlines = new Deadlines();
    private long nowNanos = 5 * SECOND;
    private int secrets;
    private final SignalingService signaling = new SignalingService(
            new SignalingService.Surroundings(
                    new SessionRegistry(new NodeId("n1"), () -> 0),
                    new CodecSlots(new PluginJournal(new MetricRegistry(), () -> 0), () -> nowNanos),
                    () -> null,
                    metrics,
                    () -> null,
                    deadlines,
                    () -> nowNanos),
            SignalingLimits.DEFAULT);
    private final CallService calls = new CallService(
            signaling,
            () -> "call" + ++secrets,
            metrics,
            new CallLimits(new CallSettings(45 * SECOND, 60 * SECOND, 4, true), RelaySettings.DEFAULT, 3, 100));

    @BeforeEach
    void start() {
        calls.start();
    }

    @AfterEach
    void stop() {
        calls.stop();
        assertThat(metrics.getNames()).noneMatch(name -> name.startsWith("antiphon_call"));
    }

    /** Speaks JSON, and keeps what it hears in a few words. */
    private final class Client implements SignalingConnection {
        final List<JsonNode> heard = new ArrayList<>();
        final SignalingReceiver receiver;
        String session = "";

        Client(String user, String device) {
            Identity identity = new Identity("default", user, device, Grants.ALL, Identity.NEVER, null);
            receiver = signaling.connected(this, identity);
            say("state", "{}");
        }

        @Override
        public boolean send(String text) {
            JsonNode message = parse(text);
            if (message.path("type").asText().equals("welcome")) {
                session = message.at("/payload/sessionId").asText();
            } else {
                heard.add(message);
            }
            return true;
        }

        @Override
        public void close(int code, String reason) {}

        @Override
        public String remoteAddress() {
            return "192.0.2.1:5000";
        }

        void say(String type, String payload) {
            receiver.onText("{\"type\":\"" + type + "\",\"payload\":" + payload + "}");
        }

        void ask(String id, String type, String payload) {
            receiver.onText("{\"type\":\"" + type + "\",\"id\":\"" + id + "\",\"payload\":" + payload + "}");
        }

        /** Type, and what distinguishes one message of the type from another. */
        List<String> news() {
            List<String> news = heard.stream()
                    .map(message -> {
                        JsonNode payload = message.path("payload");
                        StringBuilder words =
                                new StringBuilder(message.path("type").asText());
                        for (String member : List.of("re", "code", "state", "reason", "device", "mode")) {
                            if (payload.has(member)) {
                                words.append(' ').append(payload.get(member).asText());
                            }
                        }
                        return words.toString();
                    })
                    .toList();
            heard.clear();
            return news;
        }
    }

    private static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException malformed) {
            throw new AssertionError(text, malformed);
        }
    }

    private static String call(int number) {
        return "{\"call\":\"call" + number + ".n1\"}";
    }

    private void pass(long nanos) {
        nowNanos += nanos;
        deadlines.handleTimeout(nowNanos);
    }

    private Object gauge(String name) {
        return metrics.getGauges().get(name) instanceof Gauge<?> gauge ? gauge.getValue() : "none";
    }

    @Test
    void twoPeopleTalk() {
        Client ada = new Client("ada", "phone");
        Client bob = new Client("bob", "phone");
        ada.ask("1", "invite", "{\"users\":[\"bob\"]}");
        assertThat(ada.news()).containsExactly("ack", "call 1 inviting p2p");
        assertThat(bob.heard.get(0).at("/payload/from/user").asText()).isEqualTo("ada");
        assertThat(bob.heard.get(0).at("/payload/from/session").asText()).isEqualTo(ada.session);
        assertThat(bob.news()).containsExactly("incoming");
        bob.ask("1", "ringing", call(1));
        assertThat(bob.news()).containsExactly("ack");
        pass(2 * SECOND);
        bob.ask("2", "accept", call(1));
        assertThat(bob.news()).containsExactly("ack", "call active p2p");
        assertThat(ada.news()).containsExactly("call inviting p2p", "call active p2p");
        assertThat(calls.isInCall(ada.session)).isTrue();
        assertThat(gauge("antiphon_calls{state=\"active\"}")).isEqualTo(1L);
        assertThat(gauge("antiphon_call_accepted_seconds_bucket{le=\"1.0\"}")).isEqualTo(0L);
        assertThat(gauge("antiphon_call_accepted_seconds_bucket{le=\"2.5\"}")).isEqualTo(1L);
        assertThat(gauge("antiphon_call_ringing_seconds_count")).isEqualTo(1L);
        pass(10 * SECOND);
        ada.ask("2", "hangup", call(1));
        assertThat(bob.heard.get(0).at("/payload/durationMillis").asLong()).isEqualTo(10_000);
        assertThat(ada.news()).containsExactly("ack", "call-ended hung-up");
        assertThat(bob.news()).containsExactly("call-ended hung-up");
        assertThat(calls.isInCall(ada.session)).isFalse();
        assertThat(calls.list()).isEmpty();
        assertThat(deadlines.size()).isZero();
    }

    @Test
    void nobodyAnswers() {
        Client ada = new Client("ada", "phone");
        Client bob = new Client("bob", "phone");
        ada.ask("1", "invite", "{\"users\":[\"bob\"]}");
        pass(45 * SECOND - 1);
        assertThat(bob.news()).containsExactly("incoming");
        pass(1);
        assertThat(bob.news()).containsExactly("call-ended no-answer");
        assertThat(ada.news()).contains("call-ended no-answer");
    }

    @Test
    void whoComesOnlineRings() {
        Client ada = new Client("ada", "phone");
        ada.ask("1", "invite", "{\"users\":[\"bob\"]}");
        assertThat(ada.news()).containsExactly("ack", "call 1 inviting p2p");
        pass(20 * SECOND);
        Client bob = new Client("bob", "phone");
        assertThat(bob.news()).contains("incoming");
        pass(25 * SECOND);
        assertThat(bob.news()).containsExactly("call-ended no-answer");
    }

    @Test
    void devicesOfOneUserRingTogetherAndOneAnswers() {
        Client ada = new Client("ada", "phone");
        Client phone = new Client("bob", "phone");
        Client laptop = new Client("bob", "laptop");
        ada.ask("1", "invite", "{\"users\":[\"bob\"]}");
        laptop.ask("1", "accept", call(1));
        phone.ask("1", "accept", call(1));
        assertThat(phone.news()).containsExactly("incoming", "call-taken laptop", "error state");
        assertThat(laptop.news()).containsExactly("incoming", "ack", "call active p2p");
    }

    @Test
    void callingEachOtherAtTheSameTimeIsOneCall() {
        Client ada = new Client("ada", "phone");
        Client bob = new Client("bob", "phone");
        ada.ask("1", "invite", "{\"users\":[\"bob\"]}");
        bob.ask("1", "invite", "{\"users\":[\"ada\"]}");
        assertThat(bob.news())
                .containsExactly("incoming", "ack", "call 1 inviting p2p", "call-ended glare", "call active p2p");
        assertThat(ada.news())
                .containsExactly("ack", "call 1 inviting p2p", "incoming", "call-ended glare", "call active p2p");
        assertThat(calls.list()).singleElement().satisfies(call -> assertThat(call.id())
                .isEqualTo("call1.n1"));
    }

    @Test
    void aGroupHasARoomThatOnlyItsOwnEnter() {
        Client ada = new Client("ada", "phone");
        Client bob = new Client("bob", "phone");
        Client eve = new Client("eve", "phone");
        Client mallory = new Client("mallory", "phone");
        String room = "{\"room\":\"call~call1.n1\"}";
        ada.ask("1", "invite", "{\"users\":[\"bob\",\"eve\"]}");
        bob.ask("1", "accept", call(1));
        eve.ask("1", "accept", call(1));
        assertThat(eve.news()).containsExactly("incoming", "ack", "call active sfu");
        mallory.ask("1", "join", room);
        assertThat(mallory.news()).containsExactly("error forbidden");
        ada.news();
        ada.ask("2", "join", room);
        eve.ask("2", "join", room);
        assertThat(ada.news()).containsExactly("ack", "room", "participant-joined");
        eve.ask("3", "hangup", call(1));
        assertThat(ada.news()).as("she is out of the room too").contains("participant-left call-ended");
        eve.news();
        eve.ask("4", "join", room);
        assertThat(eve.news()).containsExactly("error forbidden");
    }

    @Test
    void callsOfOthersAreNotFoundWhateverIsAsked() {
        Client ada = new Client("ada", "phone");
        new Client("bob", "phone");
        Client mallory = new Client("mallory", "phone");
        ada.ask("1", "invite", "{\"users\":[\"bob\"]}");
        for (String type : List.of("ringing", "accept", "reject", "cancel", "hangup")) {
            mallory.ask("a" + type, type, call(1));
            assertThat(mallory.news()).as(type).containsExactly("error not-found");
            mallory.ask("b" + type, type, "{\"call\":\"none.n9\"}");
            assertThat(mallory.news()).as(type + " at another node").containsExactly("error not-found");
        }
        mallory.ask("i", "invite", "{\"call\":\"call1.n1\",\"users\":[\"ada\"]}");
        assertThat(mallory.news()).containsExactly("error not-found");
    }

    @Test
    void invitationsAreBounded() {
        Client ada = new Client("ada", "phone");
        ada.ask("0", "invite", "{\"users\":[\"ada\"]}");
        assertThat(ada.news()).containsExactly("error bad-message");
        ada.ask("1", "invite", "{\"users\":[\"b\",\"c\",\"d\",\"e\"]}");
        assertThat(ada.news()).containsExactly("error room-full");
        for (String user : List.of("b", "c", "d", "e")) {
            ada.ask(user, "invite", "{\"users\":[\"" + user + "\"]}");
        }
        assertThat(ada.news())
                .endsWith("error overloaded")
                .filteredOn("ack"::equals)
                .hasSize(3);
        assertThat(calls.list()).hasSize(3);
    }

    @Test
    void aCallerWhoGoesLeavesNobodyRinging() {
        Client ada = new Client("ada", "phone");
        Client bob = new Client("bob", "phone");
        ada.ask("1", "invite", "{\"users\":[\"bob\"]}");
        ada.say("bye", "{}");
        assertThat(bob.news()).containsExactly("incoming", "call-ended cancelled");
        assertThat(calls.list()).isEmpty();
    }

    @Test
    void figuresOfEitherSideMoveACall() {
        Client ada = new Client("ada", "phone");
        Client bob = new Client("bob", "phone");
        ada.ask("1", "invite", "{\"users\":[\"bob\"]}");
        bob.ask("1", "accept", call(1));
        ada.news();
        bob.news();
        bob.ask("2", "health", "{\"lossFraction\":0.3,\"roundTripMillis\":80,\"cpuLoad\":0.2}");
        pass(3 * SECOND);
        assertThat(ada.news()).isEmpty();
        bob.ask("3", "health", "{\"lossFraction\":0.3}");
        assertThat(ada.news()).containsExactly("call-mode sfu", "call active sfu");
        assertThat(bob.news()).containsExactly("ack", "ack", "call-mode sfu", "call active sfu");
    }

    @Test
    void anOperatorEndsACall() {
        Client ada = new Client("ada", "phone");
        ada.ask("1", "invite", "{\"users\":[\"bob\"]}");
        assertThat(calls.find("call1.n1")).isNotNull();
        assertThat(calls.end("call1.n1")).isTrue();
        assertThat(calls.end("call1.n1")).isFalse();
        assertThat(ada.news()).endsWith("call-ended operator");
    }

    @Test
    void busyIsTheDevicesWordAndDeclinedTheUsers() {
        Client ada = new Client("ada", "phone");
        Client phone = new Client("bob", "phone");
        Client laptop = new Client("bob", "laptop");
        ada.ask("1", "invite", "{\"users\":[\"bob\"]}");
        phone.ask("1", "reject", "{\"call\":\"call1.n1\",\"reason\":\"busy\"}");
        assertThat(phone.news()).containsExactly("incoming", "ack", "call-ended busy");
        assertThat(laptop.news()).containsExactly("incoming");
        laptop.ask("1", "reject", "{\"call\":\"call1.n1\",\"reason\":\"busy\"}");
        assertThat(ada.news()).endsWith("call-ended busy");
    }
}
