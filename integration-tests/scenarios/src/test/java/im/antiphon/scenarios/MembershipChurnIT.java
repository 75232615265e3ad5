// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.antiphon.load.VoicePeer;
import im.antiphon.load.VoicePeerSettings;
import im.antiphon.load.VoicePeers;
import im.antiphon.load.VoicePeersSettings;
import im.antiphon.load.WhipClient;
import im.antiphon.load.WhipSession;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People come and go a thousand times, and the server is left as they found it. */
final class MembershipChurnIT {
    private static final int WARM_UP = 100;
    private static final int ROUNDS = 1_000;
    private static final int AT_A_TIME = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Two kilobytes a round: less than a session, a peer or a room that stays behind. */
    private static final long MOST_HEAP_BYTES = 2 << 20;

    /** What Netty's allocator may keep for later. */
    private static final long MOST_DIRECT_BYTES = 8 << 20;

    /** Pools that grow and shrink by what happens to be under way. */
    private static final long MOST_DESCRIPTORS = 8;

    private static final long MOST_THREADS = 8;

    @TempDir
    private Path home;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final WhipClient whip = new WhipClient(http, null);

    /** What one who stays behind would hold. */
    private record Holdings(double heapBytes, double directBytes, double descriptors, double threads) {
        static Holdings of(RunningServer server) throws Exception {
            Process collection = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            String.valueOf(server.pid()),
                            "GC.run")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertThat(collection.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(collection.exitValue()).isZero();
            Metrics metrics = server.metrics();
            return new Holdings(
                    metrics.sum("jvm_heap_used_bytes"),
                    metrics.sum("jvm_direct_used_bytes"),
                    metrics.sum("process_open_fds"),
                    metrics.sum("jvm_threads"));
        }
    }

    @Test
    void aThousandWhoCameAndWentLeaveNothingBehind() throws Exception {
        try (RunningServer server = RunningServer.start(home);
                VoicePeers peers = VoicePeers.open(VoicePeersSettings.loopback())) {
            churn(server, peers, WARM_UP);
            awaitEmpty(server);
            Holdings before = Holdings.of(server);

            long started = System.nanoTime();
            churn(server, peers, ROUNDS);
            System.out.printf("[MembershipChurnIT] %d rounds in %.1f s%n", ROUNDS, (System.nanoTime() - started) / 1e9);

            awaitEmpty(server);
            await("as before")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> {
                        Holdings after = Holdings.of(server);
                        String comparison = "before " + before + ", after " + after;
                        assertThat(after.heapBytes())
                                .describedAs(comparison)
                                .isLessThan(before.heapBytes() + MOST_HEAP_BYTES);
                        assertThat(after.directBytes())
                                .describedAs(comparison)
                                .isLessThan(before.directBytes() + MOST_DIRECT_BYTES);
                        assertThat(after.descriptors())
                                .describedAs(comparison)
                                .isLessThanOrEqualTo(before.descriptors() + MOST_DESCRIPTORS);
                        assertThat(after.threads())
                                .describedAs(comparison)
                                .isLessThanOrEqualTo(before.threads() + MOST_THREADS);
                    });
            System.out.println("[MembershipChurnIT] before " + before + ", after " + Holdings.of(server));
            assertThat(server.get("/health/ready").statusCode()).isEqualTo(200);
        }
    }

    private static void awaitEmpty(RunningServer server) {
        await("nobody left").atMost(PATIENCE).untilAsserted(() -> {
            Metrics metrics = server.metrics();
            assertThat(metrics.sum("antiphon_sessions"))
                    .describedAs("sessions: %s", metrics.samples())
                    .isZero();
            assertThat(metrics.sum("antiphon_rooms")).describedAs("rooms").isZero();
        });
    }

    private void churn(RunningServer server, VoicePeers peers, int rounds) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < rounds; i++) {
                int round = i;
                done.add(clients.submit(() -> {
                    comeAndGo(server, peers, round);
                    return null;
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
        } finally {
            clients.shutdownNow();
        }
    }

    /** Half of them talk: some who joined by signaling, some by WHIP with a listener by WHEP. */
    private void comeAndGo(RunningServer server, VoicePeers peers, int round) throws Exception {
        switch (round % 4) {
            case 0 -> joinAndTalk(server, peers, round);
            case 1 -> publishAndListen(server, peers, round);
            default -> joinAndLeave(server, round);
        }
    }

    private void joinAndLeave(RunningServer server, int round) throws Exception {
        try (SignalingClient client = new SignalingClient(http, server.uri("/"))) {
            client.request("join", Map.of("room", "room-" + round % 7, "name", "Guest " + round), null);
            client.request("state", Map.of("muted", true), null);
            if (round % 3 != 0) { // The others just go.
                client.request("leave", Map.of(), null);
            }
        }
    }

    private void joinAndTalk(RunningServer server, VoicePeers peers, int round) throws Exception {
        try (SignalingClient client = new SignalingClient(http, server.uri("/"));
                VoicePeer peer = peers.add(VoicePeerSettings.meeting(round + 1, 2))) {
            client.request("join", Map.of("room", "room-" + round % 7, "name", "Guest " + round), null);
            client.request("offer", Map.of("sdp", peer.offer()), "sfu");
            peer.accept(client.await("answer").path("payload").path("sdp").asText())
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            peer.startSending(VoicePeer.PACKETS_PER_SECOND);
            peer.when(statistics -> statistics.sent() >= 3).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (round % 3 != 0) {
                client.request("leave", Map.of(), null);
            }
        }
    }

    private void publishAndListen(RunningServer server, VoicePeers peers, int round) throws Exception {
        try (VoicePeer speaker = peers.add(VoicePeerSettings.sending(round + 1));
                VoicePeer listener = peers.add(VoicePeerSettings.receiving(1))) {
            String address = "/studio-" + round + "/speaker";
            WhipSession speaking = whip.post(server.uri("/whip" + address), speaker.offer());
            speaker.accept(speaking.answer()).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            WhipSession listening = whip.post(server.uri("/whep" + address), listener.offer());
            listener.accept(listening.answer()).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            speaker.startSending(VoicePeer.PACKETS_PER_SECOND);
            listener.when(statistics -> statistics.received() >= 3).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            whip.delete(listening);
            whip.delete(speaking);
        }
    }
}
