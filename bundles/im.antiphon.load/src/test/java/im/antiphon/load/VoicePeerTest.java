// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.antiphon.rtp.DropReason;
import im.antiphon.rtp.RtcpKind;
import im.antiphon.webrtc.dtls.DtlsCertificate;
import im.antiphon.webrtc.dtls.DtlsFingerprint;
import im.antiphon.webrtc.sdp.MediaDescription;
import im.antiphon.webrtc.sdp.SessionDescription;
import im.antiphon.webrtc.sdp.SetupRole;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Over real sockets of this machine, against a server that echoes. */
@Timeout(120)
class VoicePeerTest {
    private static final int SENDER = 77;
    private static final int FAST = 200; // what a sender catches up with after a second still fits a socket

    private VoicePeers peers;

    @BeforeEach
    void open() throws IOException {
        peers = VoicePeers.open(VoicePeersSettings.loopback());
    }

    @AfterEach
    void close() {
        peers.close();
    }

    private VoicePeer connected(EchoServer server) throws Exception {
        VoicePeer peer = peers.add(VoicePeerSettings.talking(SENDER));
        peer.accept(server.answer(peer.offer())).get(60, SECONDS);
        return peer;
    }

    private static VoiceStatistics await(VoicePeer peer, Predicate<VoiceStatistics> condition) throws Exception {
        return peer.when(condition).get(60, SECONDS);
    }

    private static SourceStatistics echo(VoiceStatistics statistics) {
        return statistics.sources().get(0);
    }

    @ParameterizedTest
    @EnumSource(names = {"ACTIVE", "PASSIVE"})
    void hearsItselfWhicheverSideBeginsTheHandshake(SetupRole serverSetup) throws Exception {
        try (EchoServer server = new EchoServer(serverSetup)) {
            VoicePeer peer = connected(server);
            peer.startSending(FAST);
            VoiceStatistics statistics = await(peer, now -> now.received() >= 100);
            assertThat(echo(statistics).ssrc()).isEqualTo(EchoServer.SSRC);
            assertThat(echo(statistics).mid()).isEqualTo("0");
            assertThat(echo(statistics).senderId()).isEqualTo(SENDER);
            assertThat(echo(statistics).lost()).isZero();
            assertThat(echo(statistics).duplicated()).isZero();
            assertThat(echo(statistics).payloadBytes())
                    .isEqualTo(echo(statistics).received() * VoicePeerSettings.DEFAULT_PAYLOAD_LENGTH);
            assertThat(echo(statistics).latency().count())
                    .isEqualTo(echo(statistics).received());
            assertThat(statistics.receivedFrom(SENDER)).isEqualTo(statistics.received());
            assertThat(statistics.unsent()).isZero();
            assertThat(statistics.dropped()).isEmpty();
        }
    }

    @Test
    void countsWhatTheServerLost() throws Exception {
        try (EchoServer server = new EchoServer(SetupRole.PASSIVE)) {
            server.loses = number -> number % 10 == 5;
            VoicePeer peer = connected(server);
            peer.startSending(FAST);
            VoiceStatistics statistics = await(peer, now -> now.received() >= 90);
            assertThat(echo(statistics).lost()).isBetween(9L, echo(statistics).received() / 9 + 1);
        }
    }

    @Test
    void refusesAServerWhoseCertificateIsNotTheOneInTheAnswer() throws Exception {
        try (EchoServer server = new EchoServer(SetupRole.PASSIVE)) {
            DtlsFingerprint of = DtlsCertificate.generate(new SecureRandom(), Instant.now(), Duration.ofDays(1))
                    .fingerprint();
            server.falseFingerprint = of;
            VoicePeer peer = peers.add(VoicePeerSettings.talking(SENDER));
            assertThatThrownBy(() -> peer.accept(server.answer(peer.offer())).get(60, SECONDS))
                    .hasCauseInstanceOf(VoicePeerException.class)
                    .hasMessageContaining("fingerprint-mismatch");
            assertThat(peer.closed().get(60, SECONDS)).isEqualTo("fingerprint-mismatch");
        }
    }

    @Test
    void goesOnWhenItsPortChanges() throws Exception {
        try (EchoServer server = new EchoServer(SetupRole.PASSIVE)) {
            VoicePeer peer = connected(server);
            peer.startSending(FAST);
            await(peer, now -> now.received() >= 20);
            InetSocketAddress before = peer.localAddress();
            peer.move();
            assertThat(peer.localAddress()).isNotEqualTo(before);
            long moved = peer.statistics().received();
            await(peer, now -> now.received() >= moved + 50);
            assertThat(server.peerAddress()).isEqualTo(peer.localAddress());
        }
    }

    @Test
    void restartsIceWithoutLosingTheMedia() throws Exception {
        try (EchoServer server = new EchoServer(SetupRole.PASSIVE)) {
            VoicePeer peer = connected(server);
            peer.startSending(FAST);
            await(peer, now -> now.received() >= 20);
            peer.acceptRestart(server.restart(peer.restartFragment()));
            peer.move();
            long restarted = peer.statistics().received();
            await(peer, now -> now.received() >= restarted + 100);
            assertThat(server.peerAddress()).isEqualTo(peer.localAddress());
        }
    }

    @Test
    void isQuietAsOpusIsAndTalksOn() throws Exception {
        try (EchoServer server = new EchoServer(SetupRole.PASSIVE)) {
            VoicePeer peer = connected(server);
            peer.startSending(FAST);
            await(peer, now -> now.received() >= 20);
            peer.pause();
            long paused = peer.statistics().sent();
            await(peer, now -> now.sent() >= paused + 2);
            peer.startSending(FAST);
            long talking = peer.statistics().received();
            VoiceStatistics statistics = await(peer, now -> now.received() >= talking + 50);
            assertThat(statistics.sources()).singleElement().satisfies(source -> {
                assertThat(source.lost()).isZero();
                assertThat(source.missing()).isZero();
                assertThat(source.longestGapNanos()).isPositive();
            });
        }
    }

    @Test
    void tellsHowFarItHasCome() throws Exception {
        try (EchoServer server = new EchoServer(SetupRole.PASSIVE)) {
            VoicePeer peer = peers.add(VoicePeerSettings.talking(SENDER));
            assertThat(peer.milestones().answeredNanos()).isEqualTo(VoiceMilestones.NOT_YET);
            peer.accept(server.answer(peer.offer())).get(60, SECONDS);
            assertThat(peer.milestones().heardNanos()).isEqualTo(VoiceMilestones.NOT_YET);
            peer.startSending(FAST);
            await(peer, now -> now.received() >= 1);
            VoiceMilestones milestones = peer.milestones();
            assertThat(milestones.reachedNanos()).isGreaterThanOrEqualTo(milestones.answeredNanos());
            assertThat(milestones.connectedNanos()).isGreaterThanOrEqualTo(milestones.reachedNanos());
            assertThat(milestones.heardNanos()).isGreaterThanOrEqualTo(milestones.connectedNanos());
        }
    }

    @Test
    void forgetsWhatWasReceived() throws Exception {
        try (EchoServer server = new EchoServer(SetupRole.PASSIVE)) {
            VoicePeer peer = connected(server);
            peer.startSending(FAST);
            await(peer, now -> now.received() >= 20);
            CompletableFuture<VoiceStatistics> forgotten = new CompletableFuture<>();
            // On the peers' thread, where nothing comes in between.
            peers.execute(() -> {
                peer.forgetReceived();
                forgotten.complete(peer.statistics());
            });
            assertThat(forgotten.get(60, SECONDS).received()).isZero();
            assertThat(forgotten.get(60, SECONDS).sent()).isGreaterThanOrEqualTo(20);
            await(peer, now -> now.received() >= 20);
        }
    }

    @Test
    void saysGoodbyeInBothProtocols() throws Exception {
        try (EchoServer server = new EchoServer(SetupRole.PASSIVE)) {
            VoicePeer peer = connected(server);
            peer.startSending(FAST);
            await(peer, now -> now.received() >= 5);
            peer.close();
            assertThat(peer.closed().get(60, SECONDS)).isEqualTo("closed");
            assertThat(server.closed.get(60, SECONDS)).isEqualTo("closed");
            assertThat(server.rtcp).containsEntry(RtcpKind.GOODBYE, 1).containsKey(RtcpKind.SENDER_REPORT);
            assertThat(peers.peers()).isEmpty();
        }
    }

    @Test
    void noticesThatTheServerHungUp() throws Exception {
        try (EchoServer server = new EchoServer(SetupRole.PASSIVE)) {
            VoicePeer peer = connected(server);
            server.hangUp();
            assertThat(peer.closed().get(60, SECONDS)).isEqualTo("closed");
            assertThatThrownBy(() -> peer.when(now -> false).get(60, SECONDS))
                    .hasCauseInstanceOf(VoicePeerException.class);
        }
    }

    @Test
    void sendsAgainWhatIsAskedForAgain() throws Exception {
        try (EchoServer server = new EchoServer(SetupRole.PASSIVE)) {
            VoicePeer peer = connected(server);
            peer.startSending(50); // what it catches up with after a second is less than it keeps
            await(peer, now -> now.received() >= 20);
            int ssrc = SessionDescription.parse(peer.offer())
                    .media()
                    .get(0)
                    .sources()
                    .get(0)
                    .ssrc();
            server.askAgain(ssrc);
            VoiceStatistics statistics = await(peer, now -> now.resent() == 1);
            assertThat(statistics.dropped()).doesNotContainKey(DropReason.SRTP_REPLAY);
        }
    }

    @Test
    void offersWhatABrowserWould() throws Exception {
        VoicePeer peer = peers.add(VoicePeerSettings.meeting(SENDER, 2));
        SessionDescription offer = SessionDescription.parse(peer.offer());
        assertThat(offer.bundle()).containsExactly("0", "1", "2");
        assertThat(offer.media()).extracting(MediaDescription::mid).containsExactly("0", "1", "2");
        assertThat(offer.media().get(0).codecs().get(0).is("opus", 48_000, 2)).isTrue();
        assertThat(offer.media().get(0).sources()).hasSize(1);
        assertThat(offer.media().get(1).sources()).isEmpty();
        assertThat(offer.setup(offer.media().get(0))).isEqualTo(SetupRole.ACTPASS);

        peer.addReceivers(1);
        SessionDescription later = SessionDescription.parse(peer.offer());
        assertThat(later.media()).hasSize(4);
        assertThat(later.origin().sessionId()).isEqualTo(offer.origin().sessionId());
        assertThat(later.origin().sessionVersion()).isEqualTo("2");
    }

    @Test
    void takesASecondAnswerWithMoreSections() throws Exception {
        try (EchoServer server = new EchoServer(SetupRole.PASSIVE)) {
            VoicePeer peer = connected(server);
            peer.addReceivers(2);
            peer.accept(server.answer(peer.offer())).get(60, SECONDS);
            peer.startSending(FAST);
            await(peer, now -> now.received() >= 20);
        }
    }

    @Test
    void refusesAnswersThatAreNone() throws Exception {
        VoicePeer peer = peers.add(VoicePeerSettings.talking(SENDER));
        assertThatThrownBy(() -> peer.accept("v=0")).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> peer.acceptRestart("")).isInstanceOf(VoicePeerException.class);
        VoicePeer listener = peers.add(VoicePeerSettings.receiving(1));
        assertThatThrownBy(() -> listener.startSending(50)).isInstanceOf(VoicePeerException.class);
        peers.close();
        assertThatThrownBy(peer::offer).isInstanceOf(VoicePeerException.class);
    }
}
