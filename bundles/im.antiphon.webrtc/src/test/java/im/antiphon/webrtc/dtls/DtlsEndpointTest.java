// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.dtls;

import static im.antiphon.webrtc.srtp.SrtpProfile.AEAD_AES_128_GCM;
import static im.antiphon.webrtc.srtp.SrtpProfile.AES128_CM_HMAC_SHA1_80;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.antiphon.rtp.DropReason;
import im.antiphon.webrtc.srtp.SrtpProfile;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class DtlsEndpointTest {
    /** The client's profiles, the server's, and what they come to; the server's order decides. */
    record Choice(List<SrtpProfile> client, List<SrtpProfile> server, SrtpProfile agreed) {}

    static List<Choice> choices() {
        List<SrtpProfile> gcm = List.of(AEAD_AES_128_GCM);
        List<SrtpProfile> hmac = List.of(AES128_CM_HMAC_SHA1_80);
        List<SrtpProfile> gcmFirst = List.of(AEAD_AES_128_GCM, AES128_CM_HMAC_SHA1_80);
        List<SrtpProfile> hmacFirst = List.of(AES128_CM_HMAC_SHA1_80, AEAD_AES_128_GCM);
        List<Choice> choices = new ArrayList<>();
        for (List<SrtpProfile> server : List.of(gcm, hmac, gcmFirst, hmacFirst)) {
            for (List<SrtpProfile> client : List.of(gcm, hmac, gcmFirst, hmacFirst)) {
                server.stream()
                        .filter(client::contains)
                        .findFirst()
                        .ifPresent(agreed -> choices.add(new Choice(client, server, agreed)));
            }
        }
        return choices;
    }

    @ParameterizedTest
    @MethodSource("choices")
    void bothEndsGetTheSameKeysForTheFirstOfTheServersProfilesThatTheClientHas(Choice choice) throws Exception {
        try (DtlsPair pair =
                new DtlsPair(DtlsPair.clientSettings(choice.client()), DtlsPair.serverSettings(choice.server()))) {
            pair.connect();

            DtlsKeys keys = Objects.requireNonNull(pair.clientSink.keys);
            assertThat(keys.profile()).isEqualTo(choice.agreed());
            assertThat(keys).isEqualTo(pair.serverSink.keys);
            assertThat(keys.clientKey()).isNotEqualTo(keys.serverKey());
            assertThat(keys.sendingKey(DtlsRole.CLIENT)).isEqualTo(keys.receivingKey(DtlsRole.SERVER));
            assertThat(keys.sendingKey(DtlsRole.SERVER)).isEqualTo(keys.receivingKey(DtlsRole.CLIENT));
        }
    }

    @Test
    void withoutACommonProfileBothEndsFail() throws Exception {
        try (DtlsPair pair = new DtlsPair(
                DtlsPair.clientSettings(List.of(AEAD_AES_128_GCM)),
                DtlsPair.serverSettings(List.of(AES128_CM_HMAC_SHA1_80)))) {
            pair.start();
            pair.loop.runUntil("two failures", () -> pair.clientSink.isOver() && pair.serverSink.isOver());

            assertThat(pair.serverSink.failure).isEqualTo(DtlsFailure.NO_COMMON_PROFILE);
            assertThat(pair.clientSink.failure).isEqualTo(DtlsFailure.ALERT_RECEIVED);
        }
    }

    @Test
    void theServerRefusesAClientWithAnotherCertificate() throws Exception {
        DtlsSettings server = DtlsPair.expecting(
                DtlsPair.serverSettings(), DtlsPair.certificate().fingerprint());
        try (DtlsPair pair = new DtlsPair(DtlsPair.clientSettings(), server)) {
            pair.start();
            pair.loop.runUntil("two failures", () -> pair.clientSink.isOver() && pair.serverSink.isOver());

            assertThat(pair.serverSink.failure).isEqualTo(DtlsFailure.FINGERPRINT_MISMATCH);
            assertThat(pair.clientSink.failure).isEqualTo(DtlsFailure.ALERT_RECEIVED);
            assertThat(pair.clientSink.keys).isNull();
            assertThat(pair.serverSink.keys).isNull();
        }
    }

    @Test
    void theClientRefusesAServerWithAnotherCertificate() throws Exception {
        DtlsSettings client = DtlsPair.expecting(
                DtlsPair.clientSettings(), DtlsPair.certificate().fingerprint());
        try (DtlsPair pair = new DtlsPair(client, DtlsPair.serverSettings())) {
            pair.start();
            pair.loop.runUntil("two failures", () -> pair.clientSink.isOver() && pair.serverSink.isOver());

            assertThat(pair.clientSink.failure).isEqualTo(DtlsFailure.FINGERPRINT_MISMATCH);
            assertThat(pair.serverSink.failure).isEqualTo(DtlsFailure.ALERT_RECEIVED);
            assertThat(pair.clientSink.keys).isNull();
            assertThat(pair.serverSink.keys).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(DtlsFingerprint.Algorithm.class)
    void fingerprintsOfEachAlgorithmAreVerified(DtlsFingerprint.Algorithm algorithm) throws Exception {
        DtlsSettings client = DtlsPair.expecting(
                DtlsPair.clientSettings(),
                DtlsFingerprint.ofCertificate(algorithm, DtlsPair.SERVER_CERTIFICATE.encoded()));
        DtlsSettings server = DtlsPair.expecting(
                DtlsPair.serverSettings(),
                DtlsFingerprint.ofCertificate(algorithm, DtlsPair.CLIENT_CERTIFICATE.encoded()));
        try (DtlsPair pair = new DtlsPair(client, server)) {
            pair.connect();

            assertThat(pair.clientSink.keys).isEqualTo(pair.serverSink.keys);
        }
    }

    @Test
    void aFlightIsOneDatagramWhereItFits() throws Exception {
        try (DtlsPair pair = new DtlsPair(
                        DtlsPair.patient(DtlsPair.clientSettings()), DtlsPair.patient(DtlsPair.serverSettings()))
                .connect()) {
            assertThat(pair.clientSink.sent)
                    .hasSize(2)
                    .allMatch(datagram -> datagram.length <= DtlsEndpoint.MAXIMUM_DATAGRAM_LENGTH);
            assertThat(pair.serverSink.sent)
                    .hasSize(2)
                    .allMatch(datagram -> datagram.length <= DtlsEndpoint.MAXIMUM_DATAGRAM_LENGTH);
        }
    }

    @Test
    void theServersGoodbyeReachesTheClient() throws Exception {
        try (DtlsPair pair = new DtlsPair().connect()) {
            pair.server.close(pair.nowNanos);
            pair.loop.runUntil("the client's end", pair.clientSink::isOver);

            assertThat(pair.serverSink.closed).isTrue();
            assertThat(pair.clientSink.closed).isTrue();
        }
    }

    @Test
    void theClientsGoodbyeReachesTheServer() throws Exception {
        try (DtlsPair pair = new DtlsPair().connect()) {
            pair.client.close(pair.nowNanos);
            pair.loop.runUntil("the server's end", pair.serverSink::isOver);

            assertThat(pair.clientSink.closed).isTrue();
            assertThat(pair.serverSink.closed).isTrue();
        }
    }

    @Test
    void closingDuringAHandshakeTellsThePeerAndFreesTheThread() throws Exception {
        try (DtlsPair pair = new DtlsPair()) {
            pair.start();
            pair.loop.runUntil("the server's first flight", () -> !pair.serverSink.sent.isEmpty());
            pair.server.close(pair.nowNanos);
            pair.loop.runUntil("both ends over", () -> pair.serverSink.isOver() && pair.clientSink.isOver());

            assertThat(pair.serverSink.closed).isTrue();
            assertThat(pair.clientSink.failure).isEqualTo(DtlsFailure.ALERT_RECEIVED);
            assertThat(pair.threadsAreFree()).isTrue();
        }
    }

    @Test
    void closingBeforeAThreadIsFreeIsDoneAtOnce() {
        List<Runnable> waiting = new ArrayList<>();
        TestLoop loop = new TestLoop();
        RecordingSink sink = new RecordingSink(datagram -> {});
        DtlsEndpoint client = new DtlsEndpoint(DtlsPair.clientSettings(), DtlsPair.RANDOM, waiting::add, loop, sink);
        client.start(0);
        client.close(0);

        assertThat(sink.closed).isTrue();
        waiting.get(0).run();
        loop.runPending();
        assertThat(sink.sent).isEmpty();
    }

    @Test
    void closingBeforeTheStartIsDoneAtOnce() {
        try (DtlsPair pair = new DtlsPair()) {
            pair.client.close(0);
            pair.client.close(0);

            assertThat(pair.clientSink.closed).isTrue();
        }
    }

    @Test
    void aClientWithoutAnAnswerGivesUpAtItsDeadline() throws Exception {
        try (DtlsPair pair = new DtlsPair()) {
            pair.client.start(1_000);
            long deadline = 1_000 + Duration.ofSeconds(15).toNanos();
            assertThat(pair.client.nextTimeoutNanos()).isEqualTo(deadline);

            pair.client.handleTimeout(deadline - 1);
            assertThat(pair.clientSink.isOver()).isFalse();
            pair.client.handleTimeout(deadline);
            assertThat(pair.clientSink.failure).isEqualTo(DtlsFailure.HANDSHAKE_TIMEOUT);
            assertThat(pair.client.nextTimeoutNanos()).isEqualTo(Long.MAX_VALUE);
            assertThat(pair.threadsAreFree()).isTrue();
            pair.loop.runPending();
        }
    }

    @Test
    void aServerWithoutAClientTakesNoThreadAndGivesUpAtItsDeadline() {
        List<Runnable> taken = new ArrayList<>();
        RecordingSink sink = new RecordingSink(datagram -> {});
        DtlsEndpoint server =
                new DtlsEndpoint(DtlsPair.serverSettings(), DtlsPair.RANDOM, taken::add, new TestLoop(), sink);
        server.start(0);
        server.handleTimeout(Duration.ofSeconds(15).toNanos());

        assertThat(taken).isEmpty();
        assertThat(sink.failure).isEqualTo(DtlsFailure.HANDSHAKE_TIMEOUT);
    }

    @Test
    void aConnectedEndpointHasNoDeadline() throws Exception {
        try (DtlsPair pair = new DtlsPair().connect()) {
            assertThat(pair.server.nextTimeoutNanos()).isEqualTo(Long.MAX_VALUE);
            pair.server.handleTimeout(Duration.ofDays(1).toNanos());

            assertThat(pair.serverSink.isOver()).isFalse();
        }
    }

    @Test
    void whereNoThreadIsToBeHadTheEndpointIsOverloaded() {
        RecordingSink sink = new RecordingSink(datagram -> {});
        DtlsEndpoint client = new DtlsEndpoint(
                DtlsPair.clientSettings(),
                DtlsPair.RANDOM,
                task -> {
                    throw new RejectedExecutionException("full");
                },
                new TestLoop(),
                sink);
        client.start(0);

        assertThat(sink.failure).isEqualTo(DtlsFailure.OVERLOADED);
    }

    @Test
    void datagramsThatDoNotFitTheQueueAreDropped() throws Exception {
        byte[] hello = clientHello();
        RecordingSink sink = new RecordingSink(datagram -> {});
        DtlsEndpoint server =
                new DtlsEndpoint(DtlsPair.serverSettings(), DtlsPair.RANDOM, task -> {}, new TestLoop(), sink);
        server.start(0);
        for (int i = 0; i < RecordTransport.CAPACITY + 2; i++) {
            server.handleDatagram(0, ByteBuffer.wrap(hello), 0, hello.length);
        }

        assertThat(sink.dropped).containsExactly(DropReason.QUEUE_FULL, DropReason.QUEUE_FULL);
        server.close(0);
        assertThat(sink.closed).isTrue();
    }

    @Test
    void aLostLastFlightIsRepeatedAfterTheServersHandshake() throws Exception {
        try (DtlsPair pair = new DtlsPair()) {
            List<byte[]> lost = new ArrayList<>();
            RecordingSink sink = new RecordingSink(datagram -> {
                // The first encrypted one, which ends with the server's Finished.
                if (lost.isEmpty() && datagram[0] == 20) {
                    lost.add(datagram);
                } else {
                    pair.loop.execute(() -> pair.giveClient(datagram));
                }
            });
            DtlsEndpoint server =
                    new DtlsEndpoint(DtlsPair.serverSettings(), DtlsPair.RANDOM, pair.handshakes, pair.loop, sink);
            server.start(0);
            DtlsEndpoint client = pair.client;
            client.start(0);
            int[] given = {0};
            pair.loop.runUntil("keys on both ends", () -> {
                for (; given[0] < pair.clientSink.sent.size(); given[0]++) {
                    byte[] datagram = pair.clientSink.sent.get(given[0]);
                    server.handleDatagram(0, ByteBuffer.wrap(datagram), 0, datagram.length);
                }
                return sink.isConnected() && pair.clientSink.isConnected();
            });

            assertThat(lost).hasSize(1);
            assertThat(sink.keys).isEqualTo(pair.clientSink.keys);
        }
    }

    @Test
    void fiftyHandshakesInFoulWeatherComeToKeysAndLeaveNoThread() throws Exception {
        for (long seed = 1; seed <= 50; seed++) {
            try (DtlsPair pair = new DtlsPair(
                    VirtualWire.Weather.FOUL, seed, DtlsPair.clientSettings(), DtlsPair.serverSettings())) {
                pair.connect();

                assertThat(pair.clientSink.keys).as("seed " + seed).isEqualTo(pair.serverSink.keys);
                assertThat(pair.threadsAreFree()).as("seed " + seed).isTrue();
            }
        }
    }

    @Test
    void itIsStartedOnce() {
        try (DtlsPair pair = new DtlsPair()) {
            pair.server.start(0);

            assertThatThrownBy(() -> pair.server.start(0))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("state: LISTENING (expected: IDLE)");
        }
    }

    /** The first datagram of a client. */
    static byte[] clientHello() throws InterruptedException {
        try (DtlsPair pair = new DtlsPair()) {
            pair.client.start(0);
            pair.loop.runUntil("a ClientHello", () -> !pair.clientSink.sent.isEmpty());
            return pair.clientSink.sent.get(0);
        }
    }
}
