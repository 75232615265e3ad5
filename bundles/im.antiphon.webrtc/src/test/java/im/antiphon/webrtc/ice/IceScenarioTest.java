// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.ice;

import static im.antiphon.webrtc.ice.IceNetwork.address;
import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.rtp.DropReason;
import im.antiphon.webrtc.ice.IceControllingSettings.Nomination;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client and a server as they meet in the field. */
class IceScenarioTest {
    private static final InetSocketAddress SERVER = address("198.51.100.1", 8443);
    private static final InetSocketAddress CLIENT = address("192.0.2.7", 50000);
    private static final InetSocketAddress MOVED = address("203.0.113.9", 41000);
    private static final InetSocketAddress STRANGER = address("203.0.113.66", 6666);
    private static final IceCredentials OF_SERVER = new IceCredentials("srvr", "serverPassword0123456789");
    private static final IceCredentials OF_CLIENT = new IceCredentials("clnt", "clientPassword0123456789");
    private static final IceCredentials OF_SERVER_LATER = new IceCredentials("srv2", "serverPassword20123456789");
    private static final IceCredentials OF_CLIENT_LATER = new IceCredentials("cln2", "clientPassword20123456789");

    private static final class Call {
        final IceNetwork network;
        final IceLiteAgent lite = new IceLiteAgent(OF_SERVER, OF_CLIENT, IceLiteSettings.DEFAULT);
        final IceControllingAgent full;
        final IceNetwork.Host server;
        final IceNetwork.Host client;

        Call(long seed, Nomination nomination) {
            network = new IceNetwork(seed);
            full = new IceControllingAgent(
                    new IceControllingSettings(nomination, Duration.ofSeconds(30), Duration.ofMillis(200)),
                    new Random(seed));
            server = network.add(lite, SERVER);
            client = network.add(full, CLIENT);
        }

        Call() {
            this(1, Nomination.REGULAR);
        }

        void start(IceCandidate... candidates) {
            lite.start(network.time.nowNanos());
            full.start(network.time.nowNanos(), OF_CLIENT, OF_SERVER, List.of(candidates));
        }

        Call connected() {
            start(IceCandidate.host(SERVER, 65535));
            network.run(Duration.ofSeconds(1));
            assertThat(lite.selected()).isEqualTo(CLIENT);
            assertThat(full.selected()).isEqualTo(SERVER);
            return this;
        }
    }

    private static byte[] request(
            IceCredentials from, IceCredentials to, boolean controlling, boolean useCandidate, int id) {
        ByteBuffer buffer = ByteBuffer.allocate(256);
        StunWriter writer = new StunWriter()
                .begin(buffer, 0, StunClass.REQUEST, 0x1111222233334444L, id)
                .username((to.ufrag() + ":" + from.ufrag()).getBytes(StandardCharsets.US_ASCII))
                .priority(1);
        if (controlling) {
            writer.iceControlling(7);
        } else {
            writer.iceControlled(7);
        }
        if (useCandidate) {
            writer.useCandidate();
        }
        writer.integrity(StunIntegrity.shortTerm(to.password())).fingerprint();
        byte[] bytes = new byte[writer.length()];
        buffer.get(0, bytes);
        return bytes;
    }

    private static StunView last(List<byte[]> sent) {
        byte[] bytes = sent.get(sent.size() - 1);
        StunView view = new StunView();
        assertThat(view.wrap(ByteBuffer.wrap(bytes), 0, bytes.length)).isTrue();
        return view;
    }

    @Test
    void connectsInTwoRoundTripsWithRegularNomination() {
        Call call = new Call();
        call.start(IceCandidate.host(SERVER, 65535));
        call.network.run(Duration.ofMillis(20));
        assertThat(call.lite.selected())
                .as("the first valid address serves before nomination")
                .isEqualTo(CLIENT);
        assertThat(call.full.selected()).isNull();
        call.network.run(Duration.ofMillis(60));
        assertThat(call.full.selected()).isEqualTo(SERVER);
        assertThat(call.full.mappedAddress()).isEqualTo(CLIENT);
        assertThat(call.client.sent).hasSize(2);
        assertThat(call.server.selected).containsExactly(CLIENT);
        assertThat(call.client.selected).containsExactly(SERVER);
    }

    @Test
    void connectsInOneRoundTripWithAggressiveNomination() {
        Call call = new Call(1, Nomination.AGGRESSIVE);
        call.start(IceCandidate.host(SERVER, 65535));
        call.network.run(Duration.ofMillis(40));
        assertThat(call.full.selected()).isEqualTo(SERVER);
        assertThat(call.client.sent).hasSize(1);
    }

    @Test
    void waitsForABetterPairOnlySoLong() {
        Call call = new Call();
        InetSocketAddress unreachable = address("198.51.100.99", 8443);
        call.start(IceCandidate.host(unreachable, 65535), IceCandidate.host(SERVER, 100));
        call.network.run(Duration.ofMillis(250));
        assertThat(call.full.selected()).isNull();
        call.network.run(Duration.ofMillis(100));
        assertThat(call.full.selected()).isEqualTo(SERVER);
    }

    /** Fixed seeds: by chance alone a network may lose every check of half a minute, and then the call is over by rights. */
    @ParameterizedTest
    @EnumSource
    void connectsThroughLossAndReorderingAndStaysConnectedForAnHour(Nomination nomination) {
        for (int seed = 0; seed < 50; seed++) {
            Call call = new Call(seed, nomination);
            call.network.lossRate = 0.1;
            call.network.jitter = Duration.ofMillis(300);
            call.start(IceCandidate.host(SERVER, 65535));
            call.network.run(Duration.ofSeconds(20));
            assertThat(call.lite.selected()).as("seed %d", seed).isEqualTo(CLIENT);
            assertThat(call.full.selected()).as("seed %d", seed).isEqualTo(SERVER);
            call.network.lossRate = 0.02;
            call.network.run(Duration.ofHours(1));
            assertThat(call.client.expired).as("seed %d", seed).isFalse();
            assertThat(call.server.expired).as("seed %d", seed).isFalse();
            assertThat(call.server.selected).as("seed %d", seed).containsExactly(CLIENT);
        }
    }

    @Test
    void followsAClientThatChangesItsAddress() {
        Call call = new Call().connected();
        call.client.move(MOVED);
        call.full.localAddressChanged(call.network.time.nowNanos());
        call.network.run(Duration.ofMillis(100));
        assertThat(call.lite.selected()).isEqualTo(MOVED);
        assertThat(call.full.mappedAddress()).isEqualTo(MOVED);
        assertThat(call.full.selected()).isEqualTo(SERVER);
    }

    @Test
    void followsAClientWhoseFirstChecksFromItsNewAddressAreLost() {
        Call call = new Call().connected();
        call.client.move(MOVED);
        call.network.lossRate = 1;
        call.full.localAddressChanged(call.network.time.nowNanos());
        call.network.run(Duration.ofMillis(800));
        assertThat(call.lite.selected()).isEqualTo(CLIENT);
        call.network.lossRate = 0;
        call.network.run(Duration.ofMillis(300));
        assertThat(call.lite.selected()).isEqualTo(MOVED);
        int sent = call.client.sent.size();
        call.network.run(Duration.ofSeconds(3));
        assertThat(call.client.sent).as("answered, it is not repeated").hasSize(sent);
    }

    @Test
    void followsAClientWhoseNatForgotItWithinOneConsentInterval() {
        Call call = new Call().connected();
        call.client.move(MOVED);
        call.network.run(Duration.ofSeconds(7));
        assertThat(call.lite.selected()).isEqualTo(MOVED);
        assertThat(call.client.expired).isFalse();
    }

    @Test
    void answersAWrongPasswordWith401AndSelectsNothing() {
        Call call = new Call();
        call.lite.start(call.network.time.nowNanos());
        IceCredentials wrong = new IceCredentials(OF_SERVER.ufrag(), "wrongPassword0123456789");
        call.full.start(call.network.time.nowNanos(), OF_CLIENT, wrong, List.of(IceCandidate.host(SERVER, 65535)));
        call.network.run(Duration.ofSeconds(1));
        assertThat(call.lite.selected()).isNull();
        assertThat(call.full.selected()).isNull();
        assertThat(last(call.server.sent).errorCode()).isEqualTo(401);
        assertThat(last(call.server.sent).hasIntegrity()).isFalse();
        assertThat(call.server.dropped).containsOnly(DropReason.STUN_INTEGRITY);
    }

    @Test
    void answersAnUnknownUserWith401() {
        Call call = new Call();
        call.lite.start(call.network.time.nowNanos());
        call.network.send(STRANGER, SERVER, request(OF_CLIENT_LATER, OF_SERVER, true, true, 1));
        call.network.run(Duration.ofSeconds(1));
        assertThat(last(call.server.sent).errorCode()).isEqualTo(401);
        assertThat(call.server.dropped).containsOnly(DropReason.UNKNOWN_PEER);
        assertThat(call.lite.selected()).isNull();
    }

    @Test
    void answersAMissingUsernameWith400() {
        Call call = new Call();
        ByteBuffer buffer = ByteBuffer.allocate(256);
        StunWriter writer = new StunWriter().begin(buffer, 0, StunClass.REQUEST, 1, 2);
        writer.integrity(StunIntegrity.shortTerm(OF_SERVER.password())).fingerprint();
        byte[] bytes = new byte[writer.length()];
        buffer.get(0, bytes);
        call.network.send(STRANGER, SERVER, bytes);
        call.network.run(Duration.ofSeconds(1));
        assertThat(last(call.server.sent).errorCode()).isEqualTo(400);
        assertThat(last(call.server.sent).verifyFingerprint()).isTrue();
    }

    @Test
    void answersWhatItDoesNotComprehendWith420() {
        Call call = new Call();
        ByteBuffer buffer = ByteBuffer.allocate(256);
        StunWriter writer = new StunWriter()
                .begin(buffer, 0, StunClass.REQUEST, 1, 2)
                .username("srvr:clnt".getBytes(StandardCharsets.US_ASCII))
                .attribute(0x7abc, new byte[3])
                .integrity(StunIntegrity.shortTerm(OF_SERVER.password()))
                .fingerprint();
        byte[] bytes = new byte[writer.length()];
        buffer.get(0, bytes);
        call.network.send(CLIENT, SERVER, bytes);
        call.network.run(Duration.ofSeconds(1));
        StunView answer = last(call.server.sent);
        assertThat(answer.errorCode()).isEqualTo(420);
        assertThat(answer.verifyIntegrity(StunIntegrity.shortTerm(OF_SERVER.password())))
                .isTrue();
        int at = answer.find(StunAttribute.UNKNOWN_ATTRIBUTES);
        assertThat(answer.attributeLength(at)).isEqualTo(2);
        assertThat(call.lite.selected()).isNull();
    }

    @Test
    void leavesControlToThePeerWhenThatClaimsToBeControlledToo() {
        Call call = new Call();
        call.network.send(CLIENT, SERVER, request(OF_CLIENT, OF_SERVER, false, true, 1));
        call.network.run(Duration.ofSeconds(1));
        assertThat(last(call.server.sent).errorCode()).isEqualTo(487);
        assertThat(call.lite.selected()).isNull();
    }

    @Property(tries = 50)
    void settlesWhichOfTwoControllingAgentsYields(@ForAll long seed) {
        IceNetwork network = new IceNetwork(seed);
        IceControllingAgent one = new IceControllingAgent(IceControllingSettings.DEFAULT, new Random(seed));
        IceControllingAgent other = new IceControllingAgent(IceControllingSettings.DEFAULT, new Random(~seed));
        network.add(one, CLIENT);
        network.add(other, SERVER);
        network.jitter = Duration.ofMillis(10);
        one.start(network.time.nowNanos(), OF_CLIENT, OF_SERVER, List.of(IceCandidate.host(SERVER, 65535)));
        other.start(network.time.nowNanos(), OF_SERVER, OF_CLIENT, List.of(IceCandidate.host(CLIENT, 65535)));
        network.run(Duration.ofSeconds(60));
        assertThat(one.selected()).isEqualTo(SERVER);
        assertThat(other.selected()).isEqualTo(CLIENT);
        assertThat(one.isControlling()).isNotEqualTo(other.isControlling());
    }

    @Test
    void learnsACallerItWasNotToldOf() {
        IceNetwork network = new IceNetwork(1);
        IceControllingAgent one = new IceControllingAgent(IceControllingSettings.DEFAULT, new Random(1));
        IceControllingAgent other = new IceControllingAgent(IceControllingSettings.DEFAULT, new Random(2));
        network.add(one, CLIENT);
        network.add(other, SERVER);
        one.start(network.time.nowNanos(), OF_CLIENT, OF_SERVER, List.of(IceCandidate.host(SERVER, 65535)));
        other.start(network.time.nowNanos(), OF_SERVER, OF_CLIENT, List.of());
        network.run(Duration.ofSeconds(5));
        assertThat(one.selected()).isEqualTo(SERVER);
        assertThat(other.selected()).isEqualTo(CLIENT);
    }

    @Test
    void isNotMovedByAnOldRequestReplayedFromElsewhere() {
        Call call = new Call().connected();
        List<byte[]> overheard = List.copyOf(call.client.sent);
        int answers = call.server.sent.size();
        overheard.forEach(bytes -> call.network.send(STRANGER, SERVER, bytes));
        call.network.run(Duration.ofSeconds(1));
        assertThat(call.lite.selected()).isEqualTo(CLIENT);
        assertThat(call.server.dropped).hasSameSizeAs(overheard).containsOnly(DropReason.STUN_REPLAY);
        assertThat(call.server.sent).as("answered, and no more").hasSize(answers + overheard.size());
        assertThat(call.server.selected).containsExactly(CLIENT);
    }

    @Test
    void answersARetransmissionFromTheSameAddressAgain() {
        Call call = new Call().connected();
        int answers = call.server.sent.size();
        call.network.send(CLIENT, SERVER, call.client.sent.get(0));
        call.network.run(Duration.ofSeconds(1));
        assertThat(call.server.sent).hasSize(answers + 1);
        assertThat(call.server.dropped).isEmpty();
    }

    @Test
    void keepsMediaOnTheOldPairUntilARestartHasNominated() {
        Call call = new Call().connected();
        call.client.move(MOVED);
        call.client.muted = true;
        assertThat(call.lite.restart(call.network.time.nowNanos(), OF_SERVER_LATER, OF_CLIENT_LATER))
                .as("the old credentials still answer")
                .isNull();
        call.full.start(
                call.network.time.nowNanos(),
                OF_CLIENT_LATER,
                OF_SERVER_LATER,
                List.of(IceCandidate.host(SERVER, 65535)));
        call.network.run(Duration.ofMillis(400));
        assertThat(call.lite.selected()).isEqualTo(CLIENT);
        assertThat(call.full.selected()).isEqualTo(SERVER);

        call.network.send(CLIENT, SERVER, request(OF_CLIENT, OF_SERVER, true, false, 9));
        call.network.run(Duration.ofMillis(30));
        assertThat(last(call.server.sent).messageClass()).isEqualTo(StunClass.SUCCESS);

        call.client.muted = false;
        call.network.run(Duration.ofSeconds(2));
        assertThat(call.lite.selected()).isEqualTo(MOVED);
        assertThat(call.server.retired).containsExactly(OF_SERVER.ufrag());
        assertThat(call.client.retired).containsExactly(OF_CLIENT.ufrag());

        call.network.send(CLIENT, SERVER, request(OF_CLIENT, OF_SERVER, true, true, 10));
        call.network.run(Duration.ofMillis(30));
        assertThat(last(call.server.sent).errorCode()).isEqualTo(401);
        assertThat(call.lite.selected()).isEqualTo(MOVED);
        call.network.run(Duration.ofHours(1));
        assertThat(call.client.expired || call.server.expired).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientMayMoveAtAnyInstantOfARestart(boolean knowsThatItMoved) {
        for (int millis = 0; millis <= 120; millis += 5) {
            Call call = new Call().connected();
            call.lite.restart(call.network.time.nowNanos(), OF_SERVER_LATER, OF_CLIENT_LATER);
            call.full.start(
                    call.network.time.nowNanos(),
                    OF_CLIENT_LATER,
                    OF_SERVER_LATER,
                    List.of(IceCandidate.host(SERVER, 65535)));
            call.network.run(Duration.ofMillis(millis));
            call.client.move(MOVED);
            if (knowsThatItMoved) {
                call.full.localAddressChanged(call.network.time.nowNanos());
            }
            call.network.run(knowsThatItMoved ? Duration.ofMillis(200) : Duration.ofSeconds(8));
            assertThat(call.lite.selected()).as("%d ms", millis).isEqualTo(MOVED);
            call.network.run(Duration.ofMinutes(2));
            assertThat(call.full.selected()).as("%d ms", millis).isEqualTo(SERVER);
            assertThat(call.server.retired).as("%d ms", millis).containsExactly(OF_SERVER.ufrag());
            assertThat(call.client.expired || call.server.expired)
                    .as("%d ms", millis)
                    .isFalse();
        }
    }

    @Test
    void aSecondRestartReplacesOneThatCameToNothing() {
        Call call = new Call().connected();
        call.lite.restart(call.network.time.nowNanos(), OF_SERVER_LATER, OF_CLIENT_LATER);
        IceCredentials third = new IceCredentials("srv3", "serverPassword30123456789");
        assertThat(call.lite.restart(call.network.time.nowNanos(), third, OF_CLIENT_LATER))
                .isEqualTo(OF_SERVER_LATER.ufrag());
        call.network.send(CLIENT, SERVER, request(OF_CLIENT_LATER, third, true, true, 3));
        call.network.run(Duration.ofMillis(100));
        assertThat(call.server.retired).containsExactly(OF_SERVER.ufrag());
    }

    @Test
    void noticesThatThePeerFellSilentAfterThirtySeconds() {
        Call call = new Call().connected();
        call.network.run(Duration.ofMinutes(1));
        call.client.muted = true;
        long silentNanos = call.network.time.nowNanos();
        call.network.run(Duration.ofMinutes(1));
        assertThat(call.server.expired).isTrue();
        assertThat(call.client.expired).isTrue();
        assertThat(call.lite.selected()).isNull();
        assertThat(call.full.selected()).isNull();
        assertThat(Duration.ofNanos(call.server.expiredNanos - silentNanos))
                .isBetween(Duration.ofSeconds(23), Duration.ofSeconds(31));
        assertThat(call.lite.nextTimeoutNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(call.full.nextTimeoutNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void givesUpAPeerThatNeverCame() {
        Call call = new Call();
        call.start();
        call.network.run(Duration.ofSeconds(31));
        assertThat(call.server.expired).isTrue();
        assertThat(call.client.expired).isTrue();
    }

    @Test
    void comesBackAfterExpiryOnlyByARestart() {
        Call call = new Call().connected();
        call.client.muted = true;
        call.network.run(Duration.ofMinutes(1));
        call.network.send(CLIENT, SERVER, request(OF_CLIENT, OF_SERVER, true, true, 11));
        call.network.run(Duration.ofSeconds(1));
        assertThat(call.lite.selected()).isNull();
        assertThat(call.lite.restart(call.network.time.nowNanos(), OF_SERVER_LATER, OF_CLIENT_LATER))
                .isEqualTo(OF_SERVER.ufrag());
        call.client.muted = false;
        call.full.start(
                call.network.time.nowNanos(),
                OF_CLIENT_LATER,
                OF_SERVER_LATER,
                List.of(IceCandidate.host(SERVER, 65535)));
        call.network.run(Duration.ofSeconds(1));
        assertThat(call.lite.selected()).isEqualTo(CLIENT);
        assertThat(call.full.selected()).isEqualTo(SERVER);
    }

    @Test
    void movesToAnAddressThatIsHeardWhenTheOneInUseFallsSilent() {
        Call call = new Call();
        call.lite.start(call.network.time.nowNanos());
        call.network.send(CLIENT, SERVER, request(OF_CLIENT, OF_SERVER, true, true, 1));
        for (int i = 0; i < 8; i++) {
            call.network.run(Duration.ofSeconds(5));
            call.network.send(MOVED, SERVER, request(OF_CLIENT, OF_SERVER, true, false, 100 + i));
        }
        assertThat(call.lite.selected()).isEqualTo(MOVED);
        assertThat(call.server.expired).isFalse();
    }

    @Test
    void remembersNoMoreAddressesThanItIsAllowed() {
        Call call = new Call().connected();
        for (int i = 0; i < 1000; i++) {
            call.network.send(address("203.0.113.1", 2000 + i), SERVER, request(OF_CLIENT, OF_SERVER, true, false, i));
        }
        call.network.run(Duration.ofSeconds(1));
        assertThat(call.lite.selected()).isEqualTo(CLIENT);
        assertThat(call.server.sent).hasSizeGreaterThan(1000);
    }

    @Test
    void countsWhatItWasNotMeantToGet() {
        Call call = new Call().connected();
        call.network.send(CLIENT, SERVER, new byte[3]);
        call.network.send(CLIENT, SERVER, call.server.sent.get(0));
        byte[] damaged = request(OF_CLIENT, OF_SERVER, true, true, 5);
        damaged[30] ^= 1;
        call.network.send(CLIENT, SERVER, damaged);
        call.network.run(Duration.ofMillis(30));
        assertThat(call.server.dropped)
                .containsExactly(DropReason.TRUNCATED, DropReason.PROTOCOL_VIOLATION, DropReason.STUN_FINGERPRINT);
    }
}
