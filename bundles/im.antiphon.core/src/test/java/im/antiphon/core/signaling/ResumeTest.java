// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import im.antiphon.api.auth.Grants;
import im.antiphon.api.auth.Identity;
import im.antiphon.api.session.SessionState;
import im.antiphon.core.session.TestIdentities;
import im.antiphon.core.signaling.SignalingBench.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ResumeTest {
    private final SignalingBench bench = new SignalingBench();

    private SessionState stateOf(Client client) {
        return Objects.requireNonNull(bench.sessions.find(client.id)).state();
    }

    @Test
    void aClientThatComesBackGetsExactlyWhatItMissed() {
        Client alice = bench.join("lobby", "Alice");
        Client bob = bench.join("lobby", "Bob");
        alice.next("participant-joined");
        alice.confirm();
        long received = alice.last;
        alice.receiver.onClosed("error");
        assertThat(stateOf(alice)).isEqualTo(SessionState.DETACHED);
        bob.say("{'type':'state','payload':{'muted':true}}");
        bob.say("{'type':'offer','to':'" + alice.id + "','payload':{'sdp':'x'}}");
        bob.say("{'type':'leave'}");
        Client back = alice.comeBack(bench.service, received);
        JsonNode welcome = back.next("welcome").get("payload");
        assertThat(welcome.get("resumed").booleanValue()).isTrue();
        assertThat(welcome.get("sessionId").textValue()).isEqualTo(alice.id);
        assertThat(welcome.get("resumeToken").textValue()).isNotEqualTo(alice.token);
        assertThat(back.next("participant-state").get("seq").longValue()).isEqualTo(received + 1);
        assertThat(back.next("offer").at("/payload/sdp").textValue()).isEqualTo("x");
        back.next("participant-left");
        back.hearsNothingMore();
        assertThat(stateOf(alice)).isEqualTo(SessionState.ACTIVE);
        assertThat(bench.rooms()).containsEntry("lobby", 1);
        assertThat(bench.sessions.list()).hasSize(2);
    }

    @Test
    void whatWasSentButNotConfirmedIsSentAgainUnlessTheClientHasIt() {
        Client alice = bench.join("lobby", "Alice");
        Client bob = bench.join("lobby", "Bob");
        bob.say("{'type':'leave'}");
        long arrived = alice.last - 1; // the last message was on its way
        alice.receiver.onClosed("error");
        Client back = alice.comeBack(bench.service, arrived);
        back.next("welcome");
        assertThat(back.next("participant-left").get("seq").longValue()).isEqualTo(arrived + 1);
        back.hearsNothingMore();
    }

    @Test
    void theOldConnectionIsClosedAndNoLongerHeard() {
        Client alice = bench.join("lobby", "Alice");
        Client bob = bench.join("lobby", "Bob");
        Client back = alice.comeBack(bench.service, alice.last);
        back.next("welcome");
        assertThat(alice.closeCode).isEqualTo(4001);
        assertThat(alice.closeReason).isEqualTo("resumed");
        bob.inbox.clear();
        alice.say("{'type':'leave'}");
        alice.receiver.onClosed("closed");
        bob.hearsNothingMore();
        back.say("{'type':'leave'}");
        bob.next("participant-left");
        assertThat(stateOf(back)).isEqualTo(SessionState.ACTIVE);
    }

    @Test
    void nobodyHearsOfTheSessionThatTheNewConnectionBeganWith() {
        List<String> news = new ArrayList<>();
        bench.service.addListener(new SignalingListener() {
            @Override
            public void onOpened(SignalingSession session) {
                news.add("opened " + session.id());
            }

            @Override
            public void onDetached(SignalingSession session) {
                news.add("detached " + session.id());
            }

            @Override
            public void onResumed(SignalingSession session) {
                news.add("resumed " + session.id());
            }

            @Override
            public void onEnded(SignalingSession session, String reason) {
                news.add("ended " + session.id() + " " + reason);
            }
        });
        Client alice = bench.connect();
        alice.receiver.onClosed("error");
        Client back = alice.comeBack(bench.service, 0);
        back.say("{'type':'bye'}");
        assertThat(news)
                .containsExactly(
                        "opened " + alice.id,
                        "detached " + alice.id,
                        "resumed " + alice.id,
                        "ended " + alice.id + " left");
        assertThat(bench.sessions.list()).isEmpty();
        assertThat(bench.deadlines.size()).isZero();
    }

    @Test
    void theTokenBeforeCountsUntilTheClientIsHeardAgain() {
        Client alice = bench.connect();
        String first = alice.token;
        Client second = alice.comeBack(bench.service, 0);
        second.receiver.onClosed("error"); // before the welcome arrived
        Client third = alice.comeBack(bench.service, 0);
        assertThat(third.id).isEqualTo(alice.id);
        third.say("{'type':'ping'}");
        third.receiver.onClosed("error");
        Client fourth = new Client(bench.service);
        fourth.say("{'type':'resume','id':'r','payload':{'token':'" + first + "','received':0}}");
        fourth.next("welcome");
        assertThat(fourth.nextError()).isEqualTo("resume-failed");
        assertThat(third.comeBack(bench.service, 0).id).isEqualTo(alice.id);
    }

    @Test
    void whoCannotResumeGoesOnInTheFreshSession() {
        Client alice = bench.join("lobby", "Alice");
        List<String> attempts = List.of(
                "{'token':'garbage','received':0}",
                "{'token':'" + alice.token.replaceFirst("^.", "#") + "','received':0}",
                "{'token':'" + alice.token + "','received':999}",
                "{'token':'x." + alice.id + "','received':0}");
        for (String attempt : attempts) {
            Client stranger = new Client(bench.service);
            stranger.next("welcome");
            stranger.say("{'type':'resume','id':'r','payload':" + attempt + "}");
            JsonNode error = stranger.next("error");
            assertThat(error.get("id").textValue()).isEqualTo("r");
            assertThat(error.at("/payload/code").textValue()).isEqualTo("resume-failed");
            assertThat(stranger.id).isNotEqualTo(alice.id);
            stranger.say("{'type':'ping'}");
            stranger.next("pong");
            stranger.say("{'type':'bye'}");
        }
        assertThat(alice.closeReason).isNull();
        assertThat(bench.sessions.list()).hasSize(1);
    }

    @Test
    void whatIsConfirmedCannotBeHadAgain() {
        Client alice = bench.join("lobby", "Alice");
        alice.confirm();
        alice.receiver.onClosed("error");
        Client late = new Client(bench.service);
        late.next("welcome");
        late.say("{'type':'resume','id':'r','payload':{'token':'" + alice.token + "','received':0}}");
        assertThat(late.nextError()).isEqualTo("resume-failed");
    }

    @Test
    void theWindowEndsTheSession() {
        Client alice = bench.join("lobby", "Alice");
        Client bob = bench.join("lobby", "Bob");
        alice.receiver.onClosed("timeout");
        bench.pass(Duration.ofMillis(29_999));
        assertThat(stateOf(alice)).isEqualTo(SessionState.DETACHED);
        bob.hearsNothingMore();
        bench.pass(Duration.ofMillis(1));
        assertThat(bob.next("participant-left").at("/payload/reason").textValue())
                .isEqualTo("timeout");
        Client late = new Client(bench.service);
        late.next("welcome");
        late.say("{'type':'resume','payload':{'token':'" + alice.token + "','received':0}}");
        assertThat(late.nextError()).isEqualTo("resume-failed");
    }

    @Test
    void eachAbsenceHasAWindowOfItsOwn() {
        Client alice = bench.connect();
        alice.receiver.onClosed("error");
        bench.pass(Duration.ofSeconds(29));
        Client back = alice.comeBack(bench.service, 0);
        back.receiver.onClosed("error");
        bench.pass(Duration.ofSeconds(29));
        assertThat(stateOf(alice)).isEqualTo(SessionState.DETACHED);
        bench.pass(Duration.ofSeconds(1));
        assertThat(bench.sessions.list()).isEmpty();
    }

    @Test
    void aSessionWhoseClientNeverSaidAnythingEndsWithItsConnection() {
        Client silent = new Client(bench.service);
        silent.receiver.onClosed("error");
        assertThat(bench.sessions.list()).isEmpty();
    }

    @Test
    void aMessageSaidAgainTakesNoEffectAndGetsItsAnswerAgain() {
        Client alice = bench.join("lobby", "Alice");
        Client bob = bench.join("lobby", "Bob");
        bob.say("{'type':'offer','id':'x','payload':{}}");
        bob.say("{'type':'offer','id':'x','payload':{}}");
        assertThat(bob.next("ack").get("id").textValue()).isEqualTo("x");
        assertThat(bob.next("ack").get("id").textValue()).isEqualTo("x");
        alice.next("participant-joined");
        alice.next("offer");
        alice.hearsNothingMore();
        bob.say("{'type':'offer','id':'y','to':'nobody','payload':{}}");
        bob.say("{'type':'leave','id':'y'}");
        assertThat(bob.nextError()).isEqualTo("not-found");
        assertThat(bob.nextError()).isEqualTo("not-found");
        alice.hearsNothingMore();
    }

    @Test
    void anOfferSaidAgainAfterAReturnIsCarriedOutOnce() {
        Client alice = bench.join("lobby", "Alice");
        String offer = "{'type':'offer','id':'o','to':'sfu','payload':{'sdp':'v=0'}}";
        bench.media.hold();
        alice.say(offer);
        alice.receiver.onClosed("error");
        Client back = alice.comeBack(bench.service, alice.last);
        back.next("welcome");
        back.say(offer);
        back.hearsNothingMore();
        bench.media.completeNext();
        assertThat(back.next("ack").get("id").textValue()).isEqualTo("o");
        back.next("answer");
        assertThat(bench.media.calls).containsExactly("offer lobby");
        back.say(offer);
        back.next("ack");
        back.hearsNothingMore();
        assertThat(bench.media.calls).containsExactly("offer lobby");
    }

    @Test
    void mediaGoesOnWhileTheClientIsAwayAndItHearsOfItLater() {
        Client alice = bench.join("lobby", "Alice");
        alice.say("{'type':'offer','id':'o','to':'sfu','payload':{'sdp':'v=0'}}");
        long received = alice.last;
        alice.receiver.onClosed("error");
        bench.media.onlyListener().onConnected();
        assertThat(bench.media.calls).containsExactly("offer lobby");
        Client back = alice.comeBack(bench.service, received);
        back.next("welcome");
        assertThat(back.next("media").at("/payload/state").textValue()).isEqualTo("connected");
        back.hearsNothingMore();
    }

    @Test
    void whoComesBackFromElsewhereIsToldToRestartIce() {
        Client alice = bench.join("lobby", "Alice");
        alice.say("{'type':'offer','id':'o','to':'sfu','payload':{'sdp':'v=0'}}");
        bench.media.onlyListener().onConnected();
        long received = alice.last;
        alice.receiver.onClosed("error");
        Client back = alice.comeBackFrom("203.0.113.7:6000", bench.service, received);
        back.next("welcome");
        assertThat(back.next("media").at("/payload/state").textValue()).isEqualTo("restart");
        back.hearsNothingMore();
    }

    @Test
    void aFormerPeerGivesWayToAReloadedPagesWithoutAWord() {
        Client alice = bench.join("lobby", "Alice");
        alice.say("{'type':'offer','id':'o','to':'sfu','payload':{'sdp':'v=0'}}");
        alice.inbox.clear();
        bench.media.onlyListener().onClosed("replaced");
        alice.hearsNothingMore();
    }

    @Test
    void aReloadedPageIsToldWhatItIsIn() {
        List<String> forgetful = new ArrayList<>();
        bench.service.addListener(new SignalingListener() {
            @Override
            public void onOpened(SignalingSession session) {}

            @Override
            public void onForgotten(SignalingSession session) {
                forgetful.add(session.id());
            }

            @Override
            public void onEnded(SignalingSession session, String reason) {}
        });
        bench.join("lobby", "Alice");
        Client bob = bench.join("lobby", "Bob");
        bob.say("{'type':'sync','id':'s'}");
        bob.next("ack");
        assertThat(bob.next("room").at("/payload/participants/0/name").textValue())
                .isEqualTo("Alice");
        bob.hearsNothingMore();
        assertThat(forgetful).containsExactly(bob.id);
    }

    @Test
    void resumingLaterThanFirstIsRefused() {
        Client alice = bench.connect();
        alice.say("{'type':'resume','id':'r','payload':{'token':'" + alice.token + "','received':0}}");
        assertThat(alice.nextError()).isEqualTo("state");
    }

    @Test
    void confirmingWhatWasNotSaidIsRefused() {
        Client alice = bench.connect();
        alice.say("{'type':'received','payload':{'seq':1}}");
        assertThat(alice.nextError()).isEqualTo("bad-message");
        alice.say("{'type':'received','payload':{'seq':1}}");
        alice.hearsNothingMore();
    }

    @Test
    void onlyTheUserItselfComesBackAndANewerTokenCounts() {
        Identity ada = new Identity("acme", "Ada", "laptop", Grants.ALL, 1_000, "t1");
        Client alice = new Client(bench.service, ada);
        alice.say("{'type':'ping'}");
        alice.receiver.onClosed("error");
        Identity eve = new Identity("acme", "Eve", "laptop", Grants.ALL, 1_000, "t2");
        for (Identity other : List.of(eve, TestIdentities.ADA)) {
            Client thief = new Client(bench.service, other);
            thief.next("welcome");
            thief.say("{'type':'resume','payload':{'token':'" + alice.token + "','received':0}}");
            assertThat(thief.nextError()).isEqualTo("resume-failed");
        }
        Client back = new Client(bench.service, new Identity("acme", "Ada", "tablet", Grants.MEDIA, 2_000, "t3"));
        back.say("{'type':'resume','payload':{'token':'" + alice.token + "','received':0}}");
        Identity now = Objects.requireNonNull(bench.service.find(alice.id)).identity();
        assertThat(now.tokenId()).isEqualTo("t3");
        assertThat(now.device()).isEqualTo("laptop");
        assertThat(now.grants()).isEqualTo(Grants.MEDIA);
    }

    @Test
    void moreSessionsWithoutAConnectionThanThereMayBeEndAtOnce() {
        SignalingBench small =
                new SignalingBench(new SignalingLimits(10, 20, 1, 15, 30, new Retention(30, 10, 1 << 20, 1)));
        Client one = small.connect();
        Client two = small.connect();
        one.receiver.onClosed("error");
        two.receiver.onClosed("error");
        assertThat(small.sessions.find(one.id)).isNotNull();
        assertThat(small.sessions.find(two.id)).isNull();
    }

    @Test
    void aSessionOutOfReachEndsWhenTooMuchIsKeptForIt() {
        SignalingBench small =
                new SignalingBench(new SignalingLimits(10, 20, 1, 15, 30, new Retention(30, 6, 1 << 20, 10)));
        Client alice = small.connect();
        Client bob = small.connect();
        alice.receiver.onClosed("error");
        for (int i = 0; i < 7; i++) {
            bob.say("{'type':'offer','to':'" + alice.id + "','payload':{}}");
        }
        assertThat(small.sessions.find(alice.id)).isNull();
        assertThat(small.deadlines.size()).isZero();
    }

    @Test
    void aConnectionThatTakesNothingMoreLosesNothingOfItsSession() {
        Client alice = bench.connect();
        Client bob = bench.connect();
        alice.capacity = 0; // closed by the transport with 1013
        bob.say("{'type':'offer','to':'" + alice.id + "','payload':{'n':1}}");
        bob.say("{'type':'offer','to':'" + alice.id + "','payload':{'n':2}}");
        alice.receiver.onClosed("closed");
        Client back = alice.comeBack(bench.service, 0);
        back.next("welcome");
        assertThat(back.next("offer").at("/payload/n").intValue()).isEqualTo(1);
        assertThat(back.next("offer").at("/payload/n").intValue()).isEqualTo(2);
        back.hearsNothingMore();
    }

    @Test
    void anEndedNodeSaysGoodbyeToThoseWhoHaveSaidNothingToo() {
        Client silent = new Client(bench.service);
        bench.service.endAll();
        silent.next("welcome");
        assertThat(silent.next("bye").at("/payload/reason").textValue()).isEqualTo("shutdown");
        assertThat(silent.closeCode).isEqualTo(1001);
        assertThat(bench.sessions.list()).isEmpty();
    }
}
