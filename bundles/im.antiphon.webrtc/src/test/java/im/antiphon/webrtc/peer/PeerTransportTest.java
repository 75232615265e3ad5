// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.peer;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.rtp.DropReason;
import im.antiphon.rtp.PacketKind;
import im.antiphon.testkit.Corpus;
import im.antiphon.testkit.Mutations;
import im.antiphon.webrtc.dtls.DtlsFailure;
import im.antiphon.webrtc.dtls.DtlsRole;
import im.antiphon.webrtc.dtls.DtlsSettings;
import im.antiphon.webrtc.ice.IceCredentials;
import im.antiphon.webrtc.srtp.SrtpProfile;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PeerTransportTest {
    private static final InetSocketAddress ELSEWHERE = new InetSocketAddress("198.51.100.8", 50_001);

    private static byte[] rtp(int sequenceNumber) {
        return ByteBuffer.allocate(32)
                .put(0, (byte) 0x80)
                .put(1, (byte) 111)
                .putShort(2, (short) sequenceNumber)
                .putInt(4, sequenceNumber * 960)
                .putInt(8, 0x1234)
                .array();
    }

    private static byte[] receiverReport() {
        return ByteBuffer.allocate(8)
                .put(0, (byte) 0x80)
                .put(1, (byte) 201)
                .putShort(2, (short) 1)
                .putInt(4, 0x1234)
                .array();
    }

    private static void clientSpeaks(PeerCall call, int sequenceNumber) {
        call.toServer(call.client.address, call.client.protectRtp(rtp(sequenceNumber)));
    }

    private static boolean serverSpeaks(PeerCall call, int sequenceNumber) {
        return call.server.sendRtp(TestClient.roomy(rtp(sequenceNumber)), 0, rtp(sequenceNumber).length);
    }

    private static void assertMediaFlows(PeerCall call, int sequenceNumber) {
        clientSpeaks(call, sequenceNumber);
        serverSpeaks(call, sequenceNumber);
        call.settle();
        assertThat(call.events.rtp).last().isEqualTo(rtp(sequenceNumber));
        assertThat(call.client.rtp).last().isEqualTo(rtp(sequenceNumber));
    }

    static Stream<Arguments> rolesAndProfiles() {
        return Stream.of(DtlsRole.values())
                .flatMap(role -> Stream.of(SrtpProfile.values()).map(profile -> Arguments.of(role, profile)));
    }

    @ParameterizedTest
    @MethodSource("rolesAndProfiles")
    void connectsInBothRolesUnderEveryProfile(DtlsRole role, SrtpProfile profile) throws Exception {
        try (PeerCall call = new PeerCall(role, List.of(profile), PeerCall.CLIENT_CERTIFICATE.fingerprint())) {
            call.connect();
            assertThat(call.client.profile).isEqualTo(profile);
            assertThat(call.events.connected).isEqualTo(1);
            assertThat(call.server.remoteAddress()).isEqualTo(call.client.address);
            assertMediaFlows(call, 1);

            call.toServer(call.client.address, call.client.protectRtcp(receiverReport()));
            call.server.sendRtcp(TestClient.roomy(receiverReport()), 0, receiverReport().length);
            call.settle();
            assertThat(call.events.rtcp).containsExactly(receiverReport());
            assertThat(call.client.rtcp).containsExactly(receiverReport());
            assertThat(call.events.drops).isEmpty();
        }
    }

    @Test
    void mediaBeforeKeysIsDroppedAndCounted() {
        try (PeerCall call = new PeerCall().start()) {
            call.giveServer(call.client.address, rtp(1));
            call.giveServer(call.client.address, receiverReport());
            assertThat(serverSpeaks(call, 1)).isFalse();
            assertThat(call.server.sendRtcp(TestClient.roomy(receiverReport()), 0, 8))
                    .isFalse();
            assertThat(call.events.drops(DropReason.NO_KEYS)).isEqualTo(4);
            assertThat(call.events.sent()).isZero();
        }
    }

    @Test
    void followsAPeerWhoseAddressChangesUnderTheSameKeys() throws Exception {
        try (PeerCall call = new PeerCall().connect()) {
            InetSocketAddress home = call.client.address;
            assertMediaFlows(call, 1);
            call.client.move(ELSEWHERE);
            call.settle();
            assertThat(call.server.remoteAddress()).isEqualTo(ELSEWHERE);
            assertMediaFlows(call, 2);
            assertThat(call.events.selected).containsExactly(home, ELSEWHERE);
            assertThat(call.events.connected).isEqualTo(1);
        }
    }

    @Test
    void takesWhatComesFromAnAddressThatIsNoLongerOrNotYetSelected() throws Exception {
        try (PeerCall call = new PeerCall().connect()) {
            InetSocketAddress home = call.client.address;
            call.client.move(ELSEWHERE);
            call.settle();
            call.toServer(home, call.client.protectRtp(rtp(7)));
            call.settle();
            assertThat(call.events.rtp).containsExactly(rtp(7));
            assertThat(call.server.remoteAddress()).isEqualTo(ELSEWHERE);
        }
    }

    @Test
    void saysWithEveryCheckWhoseAnAddressIsAndWhichOnesItForgets() throws Exception {
        try (PeerCall call = new PeerCall().connect()) {
            InetSocketAddress home = call.client.address;
            int before = call.events.validated.size();
            call.pass(Duration.ofSeconds(13));
            assertThat(call.events.validated).containsOnly(home).hasSizeGreaterThan(before + 1);
            call.client.move(ELSEWHERE);
            call.settle();
            assertThat(call.events.validated).last().isEqualTo(ELSEWHERE);
            assertThat(call.events.forgotten).isEmpty();
            call.client.move(new InetSocketAddress("198.51.100.9", 50_002));
            call.settle();
            // Room is for two.
            assertThat(call.events.forgotten).containsExactly(home);
        }
    }

    @Test
    void losesNothingWhenIceIsRestartedInMidCall() throws Exception {
        try (PeerCall call = new PeerCall().connect()) {
            IceCredentials ours = IceCredentials.random(PeerCall.RANDOM);
            IceCredentials theirs = IceCredentials.random(PeerCall.RANDOM);
            for (int i = 0; i < 60; i++) {
                if (i == 20) {
                    call.server.restartIce(call.time.nowNanos(), ours, theirs);
                } else if (i == 40) {
                    call.client.address = ELSEWHERE;
                    call.client.restartIce(theirs, ours);
                }
                clientSpeaks(call, i);
                if (i != 40) {
                    // The one of that moment is on its way to where the client no longer is.
                    serverSpeaks(call, i);
                }
                call.pass(Duration.ofMillis(20));
            }
            assertThat(call.events.rtp).hasSize(60);
            assertThat(call.client.rtp).hasSize(59);
            assertThat(call.events.retired).containsExactly(call.serverLogin.ufrag());
            assertThat(call.server.remoteAddress()).isEqualTo(ELSEWHERE);
            assertThat(call.events.drops).isEmpty();
        }
    }

    @Test
    void endsWithoutAWordWhenConsentExpires() throws Exception {
        try (PeerCall call = new PeerCall().connect()) {
            call.clientIsSilent = true;
            call.pass(Duration.ofSeconds(29));
            assertThat(call.events.closed).isNull();
            int sent = call.events.sent();
            call.pass(Duration.ofSeconds(2));
            assertThat(call.events.closed).isEqualTo("consent-expired");
            assertThat(call.events.sent()).as("datagrams sent").isEqualTo(sent);
            assertThat(call.server.nextTimeoutNanos()).isEqualTo(Long.MAX_VALUE);
            assertThat(serverSpeaks(call, 1)).isFalse();
        }
    }

    @Test
    void aPeerThatNeverChecksIsGivenUp() {
        try (PeerCall call = new PeerCall()) {
            call.server.start(call.time.nowNanos());
            call.pass(Duration.ofSeconds(31));
            assertThat(call.events.closed).isEqualTo("consent-expired");
        }
    }

    @ParameterizedTest
    @EnumSource(DtlsRole.class)
    void anotherCertificateThanAnnouncedEndsTheCall(DtlsRole role) throws Exception {
        try (PeerCall call =
                new PeerCall(role, DtlsSettings.DEFAULT_PROFILES, PeerCall.SERVER_CERTIFICATE.fingerprint())) {
            call.start();
            call.runUntil("both ends over", () -> call.events.closed != null && call.client.failure != null);
            assertThat(call.events.closed).isEqualTo("fingerprint-mismatch");
            assertThat(call.client.failure).isEqualTo(DtlsFailure.ALERT_RECEIVED);
            assertThat(call.events.connected).isZero();
        }
    }

    @Test
    void saysGoodbye() throws Exception {
        try (PeerCall call = new PeerCall().connect()) {
            call.server.close(call.time.nowNanos(), "removed");
            assertThat(call.events.closed).isEqualTo("removed");
            call.settle();
            assertThat(call.client.saidGoodbyeTo).isTrue();
            assertThat(call.server.connected()).isFalse();
        }
    }

    @Test
    void saysGoodbyeAlsoInTheMiddleOfAHandshake() throws Exception {
        try (PeerCall call = new PeerCall()) {
            call.start();
            call.runUntil("our first flight", () -> call.events.sent(PacketKind.DTLS) > 0);
            call.server.close(call.time.nowNanos(), "removed");
            assertThat(call.events.closed).isEqualTo("removed");
            call.runUntil("the client's end", () -> call.client.failure != null);
            assertThat(call.client.failure).isEqualTo(DtlsFailure.ALERT_RECEIVED);
        }
    }

    @Test
    void endsWhenThePeerSaysGoodbye() throws Exception {
        try (PeerCall call = new PeerCall().connect()) {
            call.client.close();
            call.settle();
            assertThat(call.events.closed).isEqualTo("closed");
        }
    }

    @Test
    void afterItsEndNothingMovesIt() throws Exception {
        try (PeerCall call = new PeerCall().connect()) {
            call.server.close(call.time.nowNanos(), "removed");
            call.settle();
            int sent = call.events.sent();
            clientSpeaks(call, 1);
            call.server.restartIce(
                    call.time.nowNanos(),
                    IceCredentials.random(PeerCall.RANDOM),
                    IceCredentials.random(PeerCall.RANDOM));
            call.server.handleTimeout(call.time.nowNanos());
            call.server.close(call.time.nowNanos(), "again");
            call.pass(Duration.ofMinutes(1));
            assertThat(call.events.sent()).isEqualTo(sent);
            assertThat(call.events.rtp).isEmpty();
            assertThat(call.events.closed).isEqualTo("removed");
        }
    }

    @Test
    void whereNoThreadIsToBeHadTheCallEndsAsOverloaded() {
        try (PeerCall call = new PeerCall(
                DtlsRole.CLIENT, DtlsSettings.DEFAULT_PROFILES, PeerCall.CLIENT_CERTIFICATE.fingerprint())) {
            call.handshakes.shutdown();
            call.start();
            call.settle();
            assertThat(call.events.closed).isEqualTo("overloaded");
        }
    }

    @Test
    void repeatedMediaIsCountedAndGoesNoFurther() throws Exception {
        try (PeerCall call = new PeerCall().connect()) {
            byte[] packet = call.client.protectRtp(rtp(1));
            byte[] report = call.client.protectRtcp(receiverReport());
            for (int i = 0; i < 3; i++) {
                call.toServer(call.client.address, packet);
                call.toServer(call.client.address, report);
            }
            call.settle();
            assertThat(call.events.rtp).hasSize(1);
            assertThat(call.events.rtcp).hasSize(1);
            assertThat(call.events.drops(DropReason.SRTP_REPLAY)).isEqualTo(4);
        }
    }

    @Test
    void noiseOfEveryFirstByteDisturbsNothing() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        try (PeerCall call = new PeerCall()) {
            noise(call, random);
            call.connect();
            noise(call, random);
            assertMediaFlows(call, 1);
            assertThat(call.events.closed).isNull();
            assertThat(call.events.selected).containsExactly(call.client.address);
        }
    }

    private static void noise(PeerCall call, SplittableRandom random) {
        for (int first = 0; first < 256; first++) {
            for (int length : new int[] {0, 1, 2, 12, 13, 20, 60, 1200}) {
                byte[] datagram = new byte[length];
                random.nextBytes(datagram);
                if (length > 0) {
                    datagram[0] = (byte) first;
                }
                call.giveServer(first % 2 == 0 ? call.client.address : PeerCall.STRANGER, datagram);
            }
        }
    }

    @Test
    void damagedDatagramsOfARealCallDisturbNothing() throws Exception {
        try (PeerCall call = new PeerCall().connect()) {
            for (int i = 0; i < 5; i++) {
                clientSpeaks(call, i);
                call.toServer(call.client.address, call.client.protectRtcp(receiverReport()));
            }
            call.pass(Duration.ofSeconds(10));
            List<Corpus.Sample> samples = new ArrayList<>();
            for (byte[] datagram : call.sentByClient) {
                samples.add(new Corpus.Sample("sent#" + samples.size(), datagram));
            }
            int heard = call.events.rtp.size();
            Mutations.forEach(new Corpus("peer-call", samples), 20_261_122L, 20_000, datagram -> {
                call.giveServer(call.client.address, datagram.clone());
                call.giveServer(PeerCall.STRANGER, datagram);
            });
            assertThat(call.events.closed).isNull();
            assertThat(call.events.rtp).hasSize(heard);
            assertThat(call.server.remoteAddress()).isEqualTo(call.client.address);
            assertMediaFlows(call, 100);
        }
    }
}
