// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import im.antiphon.api.auth.Grants;
import im.antiphon.api.auth.Identity;
import im.antiphon.api.media.MediaException;
import im.antiphon.api.media.MediaOffer;
import im.antiphon.api.media.MediaQuality;
import im.antiphon.api.media.MediaRole;
import im.antiphon.api.media.MediaTrack;
import im.antiphon.api.session.SessionState;
import im.antiphon.core.FakeMediaServer;
import im.antiphon.core.signaling.SignalingBench.Client;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SignalingServiceTest {
    private final SignalingBench bench = new SignalingBench();
    private int offers;

    /** Another offer to the forwarding unit, under the id o1, o2 and so on. */
    private String offer() {
        return "{'type':'offer','id':'o" + ++offers + "','to':'sfu','payload':{'sdp':'v=0','type':'offer'}}";
    }

    @Test
    void aClientIsWelcomedAndItsSessionIsActiveFromItsFirstWordOn() {
        Client client = new Client(bench.service);
        JsonNode payload = client.next("welcome").get("payload");
        assertThat(payload.get("user").textValue()).isEqualTo("Ada");
        assertThat(payload.get("device").textValue()).isEqualTo("laptop");
        assertThat(payload.get("resumed").booleanValue()).isFalse();
        assertThat(bench.service.find(client.id)).isNull();
        client.say("{'type':'ping'}");
        assertThat(bench.service.find(client.id)).isNotNull();
        assertThat(payload.get("heartbeatSeconds").intValue()).isEqualTo(15);
        assertThat(payload.get("timeoutSeconds").intValue()).isEqualTo(30);
        assertThat(Objects.requireNonNull(
                                bench.sessions.find(payload.get("sessionId").textValue()))
                        .state())
                .isEqualTo(SessionState.ACTIVE);
    }

    @Test
    void aJoinIsAcknowledgedShowsTheOthersAndIsShownToThem() {
        Client alice = bench.join("lobby", "Alice");
        alice.say("{'type':'state','payload':{'muted':true}}");
        Client bob = bench.connect();
        bob.say("{'type':'join','id':'7','payload':{'room':'lobby','name':'Bob'}}");
        assertThat(bob.next("ack").get("id").textValue()).isEqualTo("7");
        JsonNode room = bob.next("room").get("payload");
        assertThat(room.get("participants")).hasSize(1);
        assertThat(room.at("/participants/0/id").textValue()).isEqualTo(alice.id);
        assertThat(room.at("/participants/0/name").textValue()).isEqualTo("Alice");
        assertThat(room.at("/participants/0/state/muted").booleanValue()).isTrue();
        JsonNode joined = alice.next("participant-joined").get("payload");
        assertThat(joined.at("/participant/id").textValue()).isEqualTo(bob.id);
        assertThat(joined.at("/participant/name").textValue()).isEqualTo("Bob");
        bob.hearsNothingMore();
        assertThat(Objects.requireNonNull(bench.sessions.find(bob.id)).room()).isEqualTo("lobby");
        assertThat(bench.rooms()).containsEntry("lobby", 2);
    }

    @Test
    void leavingIsToldToTheOthersAndClosesTheMediaPeer() {
        Client alice = bench.join("lobby", "Alice");
        Client bob = bench.join("lobby", "Bob");
        alice.next("participant-joined");
        bob.say(offer());
        bob.inbox.clear();
        bob.say("{'type':'leave','id':'8','payload':{}}");
        bob.next("ack");
        JsonNode left = alice.next("participant-left").get("payload");
        assertThat(left.get("id").textValue()).isEqualTo(bob.id);
        assertThat(left.get("reason").textValue()).isEqualTo("left");
        assertThat(bench.media.calls).containsExactly("offer lobby", "close left");
        bob.say("{'type':'leave','id':'9'}");
        assertThat(bob.nextError()).isEqualTo("no-room");
    }

    @Test
    void joiningAgainMoves() {
        Client alice = bench.join("one", "Alice");
        Client bob = bench.join("one", "Bob");
        Client carol = bench.join("two", "Carol");
        alice.inbox.clear();
        bob.say("{'type':'join','id':'m','payload':{'room':'two','name':'Robert'}}");
        bob.next("ack");
        assertThat(bob.next("room").at("/payload/participants/0/id").textValue())
                .isEqualTo(carol.id);
        assertThat(alice.next("participant-left").at("/payload/reason").textValue())
                .isEqualTo("moved");
        assertThat(carol.next("participant-joined")
                        .at("/payload/participant/name")
                        .textValue())
                .isEqualTo("Robert");
        bob.say("{'type':'join','id':'m2','payload':{'room':'two'}}");
        carol.next("participant-left");
        carol.next("participant-joined");
        assertThat(bench.rooms()).containsEntry("one", 1).containsEntry("two", 2);
    }

    @Test
    void aFullRoomTurnsNewcomersAwayAndTheyStayWhereTheyWere() {
        SignalingBench small = new SignalingBench(new SignalingLimits(1, 20, 1, 15, 30, Retention.DEFAULT));
        small.join("lobby", "Alice");
        Client bob = small.join("elsewhere", "Bob");
        bob.say("{'type':'join','id':'j2','payload':{'room':'lobby','name':'Robert'}}");
        assertThat(bob.nextError()).isEqualTo("room-full");
        assertThat(small.rooms()).containsEntry("lobby", 1).containsEntry("elsewhere", 1);
        assertThat(Objects.requireNonNull(small.sessions.find(bob.id)).displayName())
                .isEqualTo("Bob");
    }

    @Test
    void aDrainedNodeTurnsNewcomersAwayAndKeepsThoseThereAre() {
        Client alice = bench.join("lobby", "Alice");
        bench.sessions.drain().drain("new kernel");
        Client bob = new Client(bench.service);
        bob.next("welcome");
        bob.say("{'type':'join','id':'j','payload':{'room':'lobby','name':'Bob'}}");
        assertThat(bob.next("error").get("payload").toString()).contains("draining", "new kernel");
        assertThat(bench.sessions.find(bob.id)).isNull();
        alice.receiver.onClosed("error");
        Client back = alice.comeBack(bench.service, alice.last);
        assertThat(back.next("welcome").at("/payload/resumed").booleanValue()).isTrue();
        bench.sessions.drain().resume();
        bench.join("lobby", "Carol");
        assertThat(bench.rooms()).containsEntry("lobby", 2);
    }

    @Test
    void emptyRoomsAreForgotten() {
        Client alice = bench.join("lobby", "Alice");
        alice.say("{'type':'leave'}");
        assertThat(bench.rooms()).isEmpty();
    }

    @Test
    void stateIsKeptAndShown() {
        Client alice = bench.join("lobby", "Alice");
        Client bob = bench.join("lobby", "Bob");
        bob.say("{'type':'state','id':'s','payload':{'muted':true,'hand':1}}");
        bob.next("ack");
        alice.next("participant-joined");
        JsonNode state = alice.next("participant-state").get("payload");
        assertThat(state.get("id").textValue()).isEqualTo(bob.id);
        assertThat(state.at("/state/hand").intValue()).isEqualTo(1);
    }

    @Test
    void messagesToASessionReachItAloneWithItsSenderAndPayloadUntouched() {
        Client alice = bench.connect();
        Client bob = bench.connect();
        alice.say("{'type':'offer','id':'o','from':'forged','to':'" + bob.id
                + "','traceparent':'00-0123456789abcdef0123456789abcdef-0123456789abcdef-01',"
                + "'payload':{'sdp':'v=0','extra':[1,2.50,1e400,null,{'a':'b'}]}}");
        alice.next("ack");
        JsonNode relayed = bob.next("offer");
        assertThat(relayed.get("from").textValue()).isEqualTo(alice.id);
        assertThat(relayed.get("to").textValue()).isEqualTo(bob.id);
        assertThat(relayed.get("traceparent").textValue()).startsWith("00-0123");
        assertThat(relayed.at("/payload/extra")).hasSize(5);
        assertThat(relayed.has("id")).isFalse();
        alice.hearsNothingMore();
    }

    @Test
    void anEmptyAddressReachesEverybodyElseInTheRoom() {
        Client alice = bench.join("lobby", "Alice");
        Client bob = bench.join("lobby", "Bob");
        Client carol = bench.join("lobby", "Carol");
        Client outsider = bench.join("elsewhere", "Dave");
        alice.inbox.clear();
        bob.inbox.clear();
        alice.say("{'type':'ice-candidate','to':'','payload':{'anything':1}}");
        bob.next("ice-candidate");
        carol.next("ice-candidate");
        alice.hearsNothingMore();
        outsider.hearsNothingMore();
    }

    @Test
    void aBroadcastNeedsARoomAndAnAddresseeMustExist() {
        Client alice = bench.connect();
        alice.say("{'type':'answer','id':'a','payload':{}}");
        assertThat(alice.nextError()).isEqualTo("no-room");
        alice.say("{'type':'answer','id':'b','to':'nobody','payload':{}}");
        assertThat(alice.nextError()).isEqualTo("not-found");
    }

    @Test
    void pingIsAnsweredByPongWithItsId() {
        Client alice = bench.connect();
        alice.say("{'type':'ping','id':'p1'}");
        assertThat(alice.next("pong").get("id").textValue()).isEqualTo("p1");
        alice.say("{'type':'ping'}");
        assertThat(alice.next("pong").has("id")).isFalse();
    }

    @Test
    void byeEndsTheSession() {
        Client alice = bench.join("lobby", "Alice");
        Client bob = bench.join("lobby", "Bob");
        alice.inbox.clear();
        bob.say("{'type':'bye','id':'b'}");
        bob.next("ack");
        assertThat(bob.next("bye").at("/payload/reason").textValue()).isEqualTo("left");
        assertThat(bob.closeCode).isEqualTo(1000);
        assertThat(alice.next("participant-left").at("/payload/reason").textValue())
                .isEqualTo("left");
        assertThat(bench.sessions.find(bob.id)).isNull();
        bob.say("{'type':'ping'}");
        bob.hearsNothingMore();
    }

    @Test
    void aConnectionLostForGoodEndsEverythingTheClientDid() {
        Client alice = bench.join("lobby", "Alice");
        Client bob = bench.join("lobby", "Bob");
        bob.say(offer());
        alice.inbox.clear();
        bob.receiver.onClosed("timeout");
        bob.receiver.onClosed("timeout");
        alice.hearsNothingMore();
        assertThat(bench.media.calls).containsExactly("offer lobby");
        bench.pass(Duration.ofSeconds(30));
        assertThat(alice.next("participant-left").at("/payload/reason").textValue())
                .isEqualTo("timeout");
        alice.hearsNothingMore();
        assertThat(bench.media.calls).containsExactly("offer lobby", "close timeout");
        assertThat(bench.sessions.find(bob.id)).isNull();
    }

    @Test
    void anOfferIsAnsweredBySfuAfterItsAcknowledgement() {
        Client alice = bench.join("lobby", "Alice");
        alice.say(offer());
        assertThat(alice.next("ack").get("id").textValue()).isEqualTo("o1");
        JsonNode answer = alice.next("answer");
        assertThat(answer.get("from").textValue()).isEqualTo("sfu");
        assertThat(answer.at("/payload/re").textValue()).isEqualTo("o1");
        assertThat(answer.at("/payload/sdp").textValue()).isEqualTo(FakeMediaServer.ANSWER);
        assertThat(answer.at("/payload/tracks/0/publisher").textValue()).isEqualTo("somebody");
        assertThat(answer.at("/payload/tracks/1/publisher").isNull()).isTrue();
        assertThat(bench.media.offers)
                .containsExactly(new MediaOffer(alice.id, "lobby", MediaRole.PARTICIPANT, "v=0", null, null));
    }

    @Test
    void theForwardingUnitLearnsWhoseTenantsTheSessionIs() {
        Client ada = new Client(bench.service, new Identity("acme", "ada", "phone", Grants.ALL, Identity.NEVER, null));
        ada.next("welcome");
        ada.say("{'type':'join','payload':{'room':'lobby'}}");
        ada.say(offer());
        assertThat(bench.media.offers)
                .containsExactly(new MediaOffer(ada.id, "acme", "lobby", MediaRole.PARTICIPANT, "v=0", null, null));
    }

    @Test
    void mediaNeedsARoomAndAMediaServer() {
        Client alice = bench.connect();
        alice.say(offer());
        assertThat(alice.nextError()).isEqualTo("no-room");
        alice.say("{'type':'join','payload':{'room':'lobby'}}");
        alice.next("room");
        bench.mediaServer = null;
        alice.say(offer());
        assertThat(alice.nextError()).isEqualTo("unsupported");
        alice.say("{'type':'answer','to':'sfu','payload':{}}");
        assertThat(alice.nextError()).isEqualTo("state");
    }

    @Test
    void whatTheMediaServerRefusesIsAnErrorWithTheReason() {
        Client alice = bench.join("lobby", "Alice");
        List<String> codes = List.of("bad-sdp", "unsupported", "not-found", "overloaded");
        for (int i = 0; i < codes.size(); i++) {
            bench.media.refuseWith(MediaException.Reason.values()[i]);
            alice.say(offer());
            JsonNode error = alice.next("error");
            assertThat(error.get("id").textValue()).isEqualTo("o" + (i + 1));
            assertThat(error.at("/payload/code").textValue()).isEqualTo(codes.get(i));
            assertThat(error.at("/payload").has("retryAfterMillis"))
                    .isEqualTo(codes.get(i).equals("overloaded"));
        }
        bench.media.refuseWith(new IllegalStateException("made to"));
        alice.say(offer());
        assertThat(alice.nextError()).isEqualTo("internal");
        alice.hearsNothingMore();
    }

    @Test
    void candidatesFollowTheirOfferInOrder() {
        Client alice = bench.join("lobby", "Alice");
        bench.media.hold();
        alice.say(offer());
        alice.say("{'type':'ice-candidate','id':'c','to':'sfu','payload':{'candidate':'candidate:1','sdpMid':'0'}}");
        alice.say("{'type':'ping'}");
        assertThat(bench.media.calls).containsExactly("offer lobby");
        alice.next("pong");
        bench.media.completeNext();
        alice.next("ack");
        alice.next("answer");
        assertThat(bench.media.calls).containsExactly("offer lobby", "candidate candidate:1");
        alice.hearsNothingMore();
        bench.media.completeNext();
        assertThat(alice.next("ack").get("id").textValue()).isEqualTo("c");
    }

    @Test
    void leavingDropsWaitingOffersAndClosesThePeerAfterTheRunningOne() {
        Client alice = bench.join("lobby", "Alice");
        bench.media.hold();
        alice.say(offer());
        alice.say("{'type':'offer','id':'p2','to':'sfu','payload':{'sdp':'v=0'}}");
        alice.say("{'type':'leave'}");
        assertThat(bench.media.calls).containsExactly("offer lobby");
        bench.media.completeNext();
        assertThat(bench.media.calls).containsExactly("offer lobby", "close left");
        assertThat(alice.nextError()).isEqualTo("not-found");
        assertThat(alice.nextError()).isEqualTo("not-found");
        assertThat(bench.media.waiting()).isZero();
    }

    @Test
    void moreThan32WaitingMediaRequestsAreRefused() {
        Client alice = bench.join("lobby", "Alice");
        bench.media.hold();
        for (int i = 0; i < MediaPeer.MAXIMUM_PENDING; i++) {
            alice.say(offer());
        }
        alice.hearsNothingMore();
        alice.say(offer());
        assertThat(alice.nextError()).isEqualTo("overloaded");
    }

    @Test
    void mediaEventsBecomeMessages() {
        Client alice = bench.join("lobby", "Alice");
        alice.say(offer());
        alice.inbox.clear();
        bench.media.onlyListener().onConnected();
        assertThat(alice.next("media").at("/payload/state").textValue()).isEqualTo("connected");
        bench.media.onlyListener().onTracksChanged(List.of(new MediaTrack("1", "audio", "radio")));
        assertThat(alice.next("tracks").at("/payload/tracks/0/publisher").textValue())
                .isEqualTo("radio");
        bench.media
                .onlyListener()
                .onQuality(new MediaQuality(0.1, 5, 30_000, 0.2, 6, 60_000, 25.5, 500_000, 18_000, "remb@1.0.0"));
        JsonNode quality = alice.next("quality").get("payload");
        assertThat(quality.get("targetAudioBitsPerSecond").intValue()).isEqualTo(12_000);
        assertThat(quality.get("congestionController").textValue()).isEqualTo("remb@1.0.0");
        bench.media.onlyListener().onClosed("consent-expired");
        JsonNode closed = alice.next("media").get("payload");
        assertThat(closed.get("state").textValue()).isEqualTo("closed");
        assertThat(closed.get("reason").textValue()).isEqualTo("consent-expired");
        alice.say(offer());
        alice.next("ack");
        alice.next("answer");
    }

    @Test
    void eventsOfAPeerThatWasLeftBehindAreNotPassedOn() {
        Client alice = bench.join("lobby", "Alice");
        alice.say(offer());
        var listener = bench.media.onlyListener();
        alice.say("{'type':'leave'}");
        alice.inbox.clear();
        listener.onConnected();
        listener.onTracksChanged(List.of());
        listener.onQuality(new MediaQuality(0, 0, 0, 0, 0, 0, -1, 1, -1, "built-in"));
        listener.onClosed("closed");
        alice.hearsNothingMore();
    }

    @Test
    void aClientThatConfirmsNothingIsEndedAndTheOthersAreTold() {
        SignalingBench small = new SignalingBench(
                new SignalingLimits(10, 20, 10_000_000_000L, 15, 30, new Retention(30, 6, 1 << 20, 10)));
        Client alice = small.join("lobby", "Alice");
        Client bob = small.join("lobby", "Bob");
        Client carol = small.join("lobby", "Carol");
        for (int i = 0; i < 10; i++) {
            alice.inbox.clear();
            alice.say("{'type':'offer','payload':{}}");
            alice.confirm();
            carol.next("offer");
            carol.confirm();
            if (bob.closeReason != null) {
                break;
            }
        }
        assertThat(carol.next("participant-left").at("/payload/reason").textValue())
                .isEqualTo("slow");
        assertThat(bob.closeCode).isEqualTo(1013);
        assertThat(small.sessions.find(bob.id)).isNull();
        assertThat(small.sessions.find(carol.id)).isNotNull();
    }

    @Test
    void tooManyErrorsEndTheSession() {
        Client alice = bench.connect();
        for (int i = 0; i < 19; i++) {
            alice.say("nonsense");
            assertThat(alice.nextError()).isEqualTo("bad-json");
        }
        bench.time.advance(Duration.ofSeconds(11));
        for (int i = 0; i < 19; i++) {
            alice.receiver.onOversized(100_000);
            assertThat(alice.nextError()).isEqualTo("too-large");
        }
        assertThat(alice.closeReason).isNull();
        alice.say("nonsense");
        alice.next("error");
        alice.next("bye");
        assertThat(alice.closeCode).isEqualTo(1008);
        assertThat(bench.metrics
                        .counter("antiphon_signaling_errors_total{code=\"bad-json\"}")
                        .getCount())
                .isEqualTo(20);
    }

    @Test
    void whatAClientCannotHaveKnownIsNoMistakeOfItsOwn() {
        Client alice = bench.connect();
        Client bob = bench.connect();
        bob.say("{'type':'bye'}");
        for (int i = 0; i < 100; i++) {
            alice.say("{'type':'ice-candidate','id':'" + i + "','to':'" + bob.id + "','payload':{'candidate':''}}");
            assertThat(alice.nextError()).isEqualTo("not-found");
        }
        assertThat(alice.closeReason).isNull();
        for (int i = 0; i < 20; i++) {
            assertThat(alice.closeReason).isNull();
            alice.say("nonsense");
        }
        assertThat(alice.closeCode).isEqualTo(1008);
    }

    @Test
    void aNodeThatStopsSaysGoodbye() {
        Client alice = bench.join("lobby", "Alice");
        bench.service.endAll();
        assertThat(alice.next("bye").at("/payload/reason").textValue()).isEqualTo("shutdown");
        assertThat(alice.closeCode).isEqualTo(1001);
        assertThat(bench.sessions.list()).isEmpty();
    }
}
