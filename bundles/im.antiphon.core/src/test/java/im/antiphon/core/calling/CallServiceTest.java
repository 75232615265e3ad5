// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.calling;

import static im.antiphon.core.calling.CallingNode.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import im.antiphon.core.call.CallLimits;
import im.antiphon.core.call.CallSettings;
import im.antiphon.core.call.RelaySettings;
import im.antiphon.core.calling.CallingNode.Client;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallServiceTest {
    private final CallingNode node = new CallingNode(
            "n1", new CallLimits(new CallSettings(45 * SECOND, 60 * SECOND, 4, true), RelaySettings.DEFAULT, 3, 100));
    private final CallService calls = node.calls;
    private final MetricRegistry metrics = node.metrics;

    @AfterEach
    void stop() {
        calls.stop();
        assertThat(metrics.getNames()).noneMatch(name -> name.startsWith("antiphon_call"));
    }

    private Client signIn(String user, String device) {
        return node.signIn(user, device);
    }

    private String call(int number) {
        return node.call(number);
    }

    private Object gauge(String name) {
        return metrics.getGauges().get(name) instanceof Gauge<?> gauge ? gauge.getValue() : "none";
    }

    @Test
    void twoPeopleTalk() {
        Client ada = signIn("ada", "phone");
        Client bob = signIn("bob", "phone");
        ada.say("invite", "{\"users\":[\"bob\"]}");
        assertThat(ada.news()).containsExactly("ack", "call 1 inviting p2p");
        assertThat(bob.heard.get(0).at("/payload/from/user").asText()).isEqualTo("ada");
        assertThat(bob.heard.get(0).at("/payload/from/session").asText()).isEqualTo(ada.session);
        assertThat(bob.news()).containsExactly("incoming");
        bob.say("ringing", call(1));
        assertThat(bob.news()).containsExactly("ack");
        node.pass(2 * SECOND);
        bob.say("accept", call(1));
        assertThat(bob.news()).containsExactly("ack", "call active p2p");
        assertThat(ada.news()).containsExactly("call inviting p2p", "call active p2p");
        assertThat(calls.isInCall(ada.session)).isTrue();
        assertThat(gauge("antiphon_calls{state=\"active\"}")).isEqualTo(1L);
        assertThat(gauge("antiphon_call_accepted_seconds_bucket{le=\"1.0\"}")).isEqualTo(0L);
        assertThat(gauge("antiphon_call_accepted_seconds_bucket{le=\"2.5\"}")).isEqualTo(1L);
        assertThat(gauge("antiphon_call_ringing_seconds_count")).isEqualTo(1L);
        node.pass(10 * SECOND);
        ada.say("hangup", call(1));
        assertThat(bob.heard.get(0).at("/payload/durationMillis").asLong()).isEqualTo(10_000);
        assertThat(ada.news()).containsExactly("ack", "call-ended hung-up");
        assertThat(bob.news()).containsExactly("call-ended hung-up");
        assertThat(calls.isInCall(ada.session)).isFalse();
        assertThat(calls.list()).isEmpty();
        assertThat(node.deadlines.size()).isZero();
    }

    @Test
    void nobodyAnswers() {
        Client ada = signIn("ada", "phone");
        Client bob = signIn("bob", "phone");
        ada.say("invite", "{\"users\":[\"bob\"]}");
        node.pass(45 * SECOND - 1);
        assertThat(bob.news()).containsExactly("incoming");
        node.pass(1);
        assertThat(bob.news()).containsExactly("call-ended no-answer");
        assertThat(ada.news()).contains("call-ended no-answer");
    }

    @Test
    void whoComesOnlineRings() {
        Client ada = signIn("ada", "phone");
        ada.say("invite", "{\"users\":[\"bob\"]}");
        assertThat(ada.news()).containsExactly("ack", "call 1 inviting p2p");
        node.pass(20 * SECOND);
        Client bob = signIn("bob", "phone");
        assertThat(bob.news()).contains("incoming");
        node.pass(25 * SECOND);
        assertThat(bob.news()).containsExactly("call-ended no-answer");
    }

    @Test
    void devicesOfOneUserRingTogetherAndOneAnswers() {
        Client ada = signIn("ada", "phone");
        Client phone = signIn("bob", "phone");
        Client laptop = signIn("bob", "laptop");
        ada.say("invite", "{\"users\":[\"bob\"]}");
        laptop.say("accept", call(1));
        phone.say("accept", call(1));
        assertThat(phone.news()).containsExactly("incoming", "call-taken laptop", "error state");
        assertThat(laptop.news()).containsExactly("incoming", "ack", "call active p2p");
    }

    @Test
    void callingEachOtherAtTheSameTimeIsOneCall() {
        Client ada = signIn("ada", "phone");
        Client bob = signIn("bob", "phone");
        ada.say("invite", "{\"users\":[\"bob\"]}");
        bob.say("invite", "{\"users\":[\"ada\"]}");
        assertThat(bob.news())
                .containsExactly("incoming", "ack", "call 1 inviting p2p", "call-ended glare", "call active p2p");
        assertThat(ada.news())
                .containsExactly("ack", "call 1 inviting p2p", "incoming", "call-ended glare", "call active p2p");
        assertThat(calls.list()).singleElement().satisfies(call -> assertThat(call.id())
                .isEqualTo("call1.n1"));
    }

    @Test
    void aGroupHasARoomThatOnlyItsOwnEnter() {
        Client ada = signIn("ada", "phone");
        Client bob = signIn("bob", "phone");
        Client eve = signIn("eve", "phone");
        Client mallory = signIn("mallory", "phone");
        String room = "{\"room\":\"call~call1.n1\"}";
        ada.say("invite", "{\"users\":[\"bob\",\"eve\"]}");
        bob.say("accept", call(1));
        eve.say("accept", call(1));
        assertThat(eve.news()).containsExactly("incoming", "ack", "call active sfu");
        mallory.say("join", room);
        assertThat(mallory.news()).containsExactly("error forbidden");
        ada.news();
        ada.say("join", room);
        eve.say("join", room);
        assertThat(ada.news()).containsExactly("ack", "room", "participant-joined");
        eve.say("hangup", call(1));
        assertThat(ada.news()).as("she is out of the room too").contains("participant-left call-ended");
        eve.news();
        eve.say("join", room);
        assertThat(eve.news()).containsExactly("error forbidden");
    }

    @Test
    void callsOfOthersAreNotFoundWhateverIsAsked() {
        Client ada = signIn("ada", "phone");
        signIn("bob", "phone");
        Client mallory = signIn("mallory", "phone");
        ada.say("invite", "{\"users\":[\"bob\"]}");
        for (String type : List.of("ringing", "accept", "reject", "cancel", "hangup")) {
            mallory.say(type, call(1));
            assertThat(mallory.news()).as(type).containsExactly("error not-found");
            mallory.say(type, "{\"call\":\"none.n9\"}");
            assertThat(mallory.news()).as(type + " at another node").containsExactly("error not-found");
        }
        mallory.say("invite", "{\"call\":\"call1.n1\",\"users\":[\"ada\"]}");
        assertThat(mallory.news()).containsExactly("error not-found");
    }

    @Test
    void invitationsAreBounded() {
        Client ada = signIn("ada", "phone");
        ada.say("invite", "{\"users\":[\"ada\"]}");
        assertThat(ada.news()).containsExactly("error bad-message");
        ada.say("invite", "{\"users\":[\"b\",\"c\",\"d\",\"e\"]}");
        assertThat(ada.news()).containsExactly("error room-full");
        for (String user : List.of("b", "c", "d", "e")) {
            ada.say("invite", "{\"users\":[\"" + user + "\"]}");
        }
        assertThat(ada.news())
                .endsWith("error overloaded")
                .filteredOn("ack"::equals)
                .hasSize(3);
        assertThat(calls.list()).hasSize(3);
    }

    @Test
    void aCallerWhoGoesLeavesNobodyRinging() {
        Client ada = signIn("ada", "phone");
        Client bob = signIn("bob", "phone");
        ada.say("invite", "{\"users\":[\"bob\"]}");
        ada.say("bye", "{}");
        assertThat(bob.news()).containsExactly("incoming", "call-ended cancelled");
        assertThat(calls.list()).isEmpty();
    }

    @Test
    void whoIsCutOffStaysInTheCallWhileTheSessionMayResume() {
        Client ada = signIn("ada", "phone");
        Client bob = signIn("bob", "phone");
        ada.say("invite", "{\"users\":[\"bob\"]}");
        bob.say("accept", call(1));
        bob.breakOff();
        node.pass(29 * SECOND);
        assertThat(calls.list()).hasSize(1);
        ada.news();
        node.pass(SECOND);
        assertThat(ada.news()).containsExactly("call-ended lost");
        assertThat(calls.list()).isEmpty();
    }

    @Test
    void whoHasForgottenIsToldAgain() {
        Client ada = signIn("ada", "phone");
        Client bob = signIn("bob", "phone");
        ada.say("invite", "{\"users\":[\"bob\"]}");
        bob.news();
        ada.news();
        bob.say("sync", "{}");
        ada.say("sync", "{}");
        assertThat(bob.news()).containsExactly("ack", "incoming");
        assertThat(ada.news()).containsExactly("ack", "call inviting p2p");
    }

    @Test
    void figuresOfEitherSideMoveACall() {
        Client ada = signIn("ada", "phone");
        Client bob = signIn("bob", "phone");
        ada.say("invite", "{\"users\":[\"bob\"]}");
        bob.say("accept", call(1));
        ada.news();
        bob.news();
        bob.say("health", "{\"lossFraction\":0.3,\"roundTripMillis\":80,\"cpuLoad\":0.2}");
        node.pass(3 * SECOND);
        assertThat(ada.news()).isEmpty();
        bob.say("health", "{\"lossFraction\":0.3}");
        assertThat(ada.news()).containsExactly("call active sfu", "call-mode sfu");
        assertThat(bob.news()).containsExactly("ack", "ack", "call active sfu", "call-mode sfu");
    }

    @Test
    void anOperatorEndsACall() {
        Client ada = signIn("ada", "phone");
        ada.say("invite", "{\"users\":[\"bob\"]}");
        assertThat(calls.find("call1.n1")).isNotNull();
        assertThat(calls.end("call1.n1")).isTrue();
        assertThat(calls.end("call1.n1")).isFalse();
        assertThat(ada.news()).endsWith("call-ended operator");
    }

    @Test
    void busyIsTheDevicesWordAndDeclinedTheUsers() {
        Client ada = signIn("ada", "phone");
        Client phone = signIn("bob", "phone");
        Client laptop = signIn("bob", "laptop");
        ada.say("invite", "{\"users\":[\"bob\"]}");
        phone.say("reject", "{\"call\":\"call1.n1\",\"reason\":\"busy\"}");
        assertThat(phone.news()).containsExactly("incoming", "ack", "call-ended busy");
        assertThat(laptop.news()).containsExactly("incoming");
        laptop.say("reject", "{\"call\":\"call1.n1\",\"reason\":\"busy\"}");
        assertThat(ada.news()).endsWith("call-ended busy");
    }
}
