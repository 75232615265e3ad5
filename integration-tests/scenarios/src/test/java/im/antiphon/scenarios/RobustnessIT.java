// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import im.antiphon.load.VoicePeer;
import im.antiphon.load.VoicePeerSettings;
import im.antiphon.load.WhipClient;
import im.antiphon.load.WhipSession;
import im.antiphon.testkit.Corpus;
import im.antiphon.testkit.Hex;
import im.antiphon.testkit.Mutations;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Strangers say what they should not, on every port, while a call goes on. After each of them the call has lost no packet
 * and the server is ready; at the end its log has no stack trace.
 */
final class RobustnessIT {
    /** What is random here follows from it. */
    private static final long SEED = 20_261_122L;

    /** So many bad datagrams go out before it is looked whether they have been counted: less than a socket holds. */
    private static final int BATCH = 50;

    private static final int BATCHES = 8;
    private static final int HALF_A_SECOND = VoicePeer.PACKETS_PER_SECOND / 2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LARGEST_DATAGRAM = 1_400;
    private static final String DROPS = "antiphon_drops_total";

    @TempDir
    private static Path home;

    private static RunningServer server;
    private static UdpRelay relay;
    private static VoiceCall call;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(home);
        relay = new UdpRelay(server.mediaAddress());
        call = new VoiceCall(server, "refuge", relay::in);
    }

    @AfterAll
    static void stop() throws Exception {
        try {
            call.assertComplete();
            call.close();
        } finally {
            relay.close();
            server.close();
        }
    }

    @AfterEach
    void theCallIsUnharmed() throws Exception {
        call.awaitMore(HALF_A_SECOND);
        assertThat(server.get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(server.stackTraces()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"stun", "dtls", "rtp", "rtcp", "srtp"})
    void damagedDatagramsOfStrangersAreDroppedAndCounted(String corpus) throws Exception {
        Mutations damaged = new Mutations(Corpus.load(corpus), SEED);
        try (DatagramSocket stranger = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < BATCHES; i++) {
                assertCounted(DROPS, BATCH / 2, index -> send(stranger, shortened(damaged.next())));
            }
        }
    }

    @Test
    void noiseOfStrangersIsDroppedAndCounted() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        try (DatagramSocket stranger = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < BATCHES; i++) {
                assertCounted(
                        DROPS, BATCH, index -> send(stranger, noise(random, 1 + random.nextInt(LARGEST_DATAGRAM))));
            }
        }
    }

    @Test
    void theSpeakersPacketsSaidAgainAreDroppedAsReplays() throws Exception {
        await("said").atMost(PATIENCE).until(() -> relay.kept().size() >= BATCH);
        List<byte[]> kept = relay.kept();
        assertCounted(drops("srtp-replay"), BATCH, index -> relay.inject(kept.get(index)));
    }

    @Test
    void theSpeakersPacketsChangedOnTheWayAreDroppedAsForged() throws Exception {
        // The newest are too new to be replays, but for their sequence number: that is set far ahead.
        byte[] packet =
                relay.kept().stream().filter(RobustnessIT::isRtp).findFirst().orElseThrow();
        int ahead = sequenceNumber(packet) + 10_000;
        assertCounted(drops("srtp-authentication"), BATCH, index -> {
            byte[] forged = packet.clone();
            forged[2] = (byte) (ahead + index >> 8);
            forged[3] = (byte) (ahead + index);
            relay.inject(forged);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"stun", "dtls", "rtp", "rtcp", "srtp"})
    void damagedDatagramsFromTheSpeakersAddressHarmNobody(String corpus) throws Exception {
        Mutations damaged = new Mutations(Corpus.load(corpus), SEED + 1);
        for (int i = 0; i < BATCHES; i++) {
            assertCounted(DROPS, BATCH / 4, index -> relay.inject(shortened(damaged.next())));
        }
    }

    @Test
    void whoDoesNotKnowThePasswordDoesNotGetIn() throws Exception {
        try (VoicePeer stranger = call.peers().add(VoicePeerSettings.sending(66))) {
            WhipClient whip = new WhipClient();
            WhipSession session = whip.post(server.uri("/whip/refuge/stranger"), stranger.offer());
            double before = server.metrics().value(drops("stun-integrity"));
            stranger.accept(session.answer().replaceAll("(a=ice-pwd:)\\S+", "$1AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
            await("checks refused").atMost(PATIENCE).untilAsserted(() -> assertThat(
                            server.metrics().value(drops("stun-integrity")))
                    .isGreaterThan(before));
            assertThat(stranger.connected()).isNotCompleted();
            whip.delete(session);
        }
    }

    @Test
    void offersThatAreNoneAreRefusedInWords() {
        Mutations damaged = new Mutations(Corpus.load("sdp"), SEED);
        Map<Integer, Integer> statuses = new TreeMap<>();
        for (int i = 0; i < 200; i++) {
            HttpResponse<String> reply = offer("application/sdp", damaged.next());
            statuses.merge(reply.statusCode(), 1, Integer::sum);
            if (reply.statusCode() == 201) { // What was damaged did not matter.
                server.send(HttpRequest.newBuilder(server.uri(
                                reply.headers().firstValue("Location").orElseThrow()))
                        .DELETE());
            } else {
                assertThat(reply.body()).isNotBlank();
            }
        }
        assertThat(statuses.keySet()).isSubsetOf(201, 400, 406, 409, 413, 415, 422, 429, 503);
        assertThat(statuses).containsKey(400);

        assertThat(offer("application/sdp", new byte[0]).statusCode()).isEqualTo(400);
        assertThat(offer("application/json", "{}".getBytes(StandardCharsets.UTF_8))
                        .statusCode())
                .isEqualTo(415);
        assertThat(offer("application/sdp", new byte[300_000]).statusCode()).isEqualTo(413);
    }

    private static HttpResponse<String> offer(String type, byte[] body) {
        return server.send(HttpRequest.newBuilder(server.uri("/whip/refuge/nobody"))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    @Test
    void messagesThatAreNoneAreAnsweredWithAnErrorAndTheSessionGoesOn() throws Exception {
        Map<String, String> mistakes = new LinkedHashMap<>();
        mistakes.put("", "bad-message");
        mistakes.put("{", "bad-json");
        mistakes.put("[]", "bad-message");
        mistakes.put("{\"type\":1}", "bad-message");
        mistakes.put("{\"type\":\"dance\",\"id\":\"1\"}", "unknown-type");
        mistakes.put("{\"type\":\"join\",\"payload\":{\"room\":\"../..\"}}", "bad-message");
        mistakes.put("{\"type\":\"leave\",\"payload\":{}}", "no-room");
        mistakes.put("[".repeat(30_000), "bad-json");
        mistakes.put("{\"type\":\"ping\",\"id\":\"" + "x".repeat(70_000) + "\"}", "too-large");
        try (SignalingClient client = new SignalingClient(HttpClient.newHttpClient(), server.uri("/"))) {
            for (Map.Entry<String, String> mistake : mistakes.entrySet()) {
                client.sendText(mistake.getKey());
                JsonNode error = client.await("error");
                assertThat(error.path("payload").path("code").asText())
                        .describedAs("%.80s: %s", mistake.getKey(), error)
                        .isEqualTo(mistake.getValue());
                assertThat(error.path("payload").path("detail").asText()).isNotBlank();
            }
            client.request("join", Map.of("room", "refuge", "name", "Sorry"), null);
            client.request("leave", Map.of(), null);
        }
    }

    @Test
    void whoOnlyMakesMistakesIsShownTheDoor() throws Exception {
        try (SignalingClient client = new SignalingClient(HttpClient.newHttpClient(), server.uri("/"))) {
            for (int i = 0; i < 30; i++) {
                client.sendUnheard("{");
            }
            assertThat(client.awaitClose()).isEqualTo(1008);
        }
    }

    @Test
    void framesThatBreakTheProtocolEndTheirConnectionOnly() throws Exception {
        Mutations damaged = new Mutations(Corpus.load("websocket-frames"), SEED);
        for (int i = 0; i < 20; i++) {
            assertEnds(
                    server.httpPort(),
                    ("GET /signaling HTTP/1.1\r\nHost: 127.0.0.1:" + server.httpPort()
                                    + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                    + "Sec-WebSocket-Protocol: signaling-v1\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII),
                    damaged.next());
        }
    }

    @Test
    void noiseOnTheTcpPortsEndsItsConnectionOnly() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        Mutations damaged = new Mutations(Corpus.load("gateway-bytes"), SEED);
        for (int i = 0; i < 20; i++) {
            assertEnds(server.httpPort(), noise(random, 500));
            assertEnds(server.httpsPort(), noise(random, 500));
            assertEnds(server.httpPort(), damaged.next());
            assertEnds(server.httpsPort(), damaged.next());
        }
        await("connections gone").atMost(PATIENCE).untilAsserted(() -> assertThat(
                        server.metrics().sum("antiphon_connections"))
                .isLessThan(10));
    }

    // ---- how bad things are said

    /** Says something bad; may count from 0 to the size of a batch. */
    private interface Saying {
        void say(int index) throws IOException;
    }

    /** Says a batch, and waits until that many of it have been counted. */
    private static void assertCounted(String metric, int least, Saying saying) throws Exception {
        double before = server.metrics().sum(metric);
        for (int i = 0; i < BATCH; i++) {
            saying.say(i);
        }
        await(metric).atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).untilAsserted(() -> assertThat(
                        server.metrics().sum(metric))
                .isGreaterThanOrEqualTo(before + least));
    }

    private static String drops(String reason) {
        return DROPS + "{reason=\"" + reason + "\"}";
    }

    private static void send(DatagramSocket from, byte[] datagram) throws IOException {
        from.send(new DatagramPacket(datagram, datagram.length, server.mediaAddress()));
    }

    private static byte[] shortened(byte[] datagram) {
        return datagram.length <= LARGEST_DATAGRAM ? datagram : Arrays.copyOf(datagram, LARGEST_DATAGRAM);
    }

    private static byte[] noise(SplittableRandom random, int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    private static boolean isRtp(byte[] packet) {
        int second = packet[1] & 0xFF;
        return second < 192 || second > 223; // RFC 5761, section 4
    }

    private static int sequenceNumber(byte[] packet) {
        return (packet[2] & 0xFF) << 8 | packet[3] & 0xFF;
    }

    /** Says something to a TCP port and then that this was all; the server must end the connection, too. */
    private static void assertEnds(int port, byte[]... pieces) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            try {
                for (byte[] piece : pieces) {
                    socket.getOutputStream().write(piece);
                }
                socket.shutdownOutput();
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (SocketTimeoutException e) {
                throw new AssertionError(
                        "the connection is still open after: " + Hex.format(pieces[pieces.length - 1]), e);
            } catch (SocketException e) {
                // Reset, as the server was not interested in the rest.
            }
        }
    }
}
