// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.testkit.FreePort;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server's life from an empty folder to SIGTERM. */
final class StartAndStopIT {
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    /** The contract: whoever draws a graph of one of these must find it, on a fresh server too. */
    private static final List<String> METRICS = List.of(
            "antiphon_sessions",
            "antiphon_rooms",
            "antiphon_rtp_packets_total",
            "antiphon_rtp_forward_seconds",
            "antiphon_nack_requests_total",
            "antiphon_plugin_swaps_total",
            "antiphon_plugin_quarantined",
            "antiphon_drops_total");

    @TempDir
    private Path home;

    @Test
    void aFreshHomeIsAllItNeeds() throws Exception {
        try (RunningServer server = RunningServer.start(home)) {
            Matcher time = Pattern.compile("Started in [\\d.]+ s").matcher(server.screen());
            assertThat(time.find()).isTrue();
            System.out.println("[StartAndStopIT] " + time.group());

            assertThat(server.screen())
                    .contains("Antiphon", "Call page", "Media", "Certificate", "SHA-256 ", "DEVELOPMENT")
                    .contains(home.toString());
            assertThat(home.resolve("data")).isDirectory();
            assertThat(home.resolve("log/antiphon.log")).isRegularFile();

            HttpResponse<String> page = server.get("/");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
            assertThat(page.body()).contains("<title>Antiphon</title>", "data-testid=\"call\"");

            assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
            HttpResponse<String> ready = server.get("/health/ready");
            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(ready.body()).startsWith("{");
            assertThat(server.metrics().families()).containsAll(METRICS);
            assertThat(server.metrics().sum("antiphon_rooms")).isZero();
        }
    }

    /** A balancer, or a client that tries again and again, comes the moment the port is open. */
    @Test
    void whoGetsInFirstIsServed() throws Exception {
        int port = FreePort.find();
        ServerProcess process =
                new ServerProcess(List.of("--http", String.valueOf(port), "--https", "0", "--home", home.toString()));
        try {
            awaitPort(port);
            HttpResponse<String> first = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(first.statusCode()).describedAs(first.body()).isEqualTo(200);
        } finally {
            process.kill();
        }
    }

    private static void awaitPort(int port) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (Socket opened = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (ConnectException notYet) {
                if (System.nanoTime() - deadline > 0) {
                    throw notYet;
                }
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void whatIsNotThereIsSaidSo() throws Exception {
        try (RunningServer server = RunningServer.start(home)) {
            assertThat(server.get("/no/such/page").statusCode()).isEqualTo(404);
            assertThat(server.get("/../../conf/logback.xml").statusCode()).isBetween(400, 404);
            assertThat(server.send(HttpRequest.newBuilder(server.uri("/metrics"))
                                    .DELETE())
                            .statusCode())
                    .isEqualTo(405);
            assertThat(server.get("/signaling").statusCode())
                    .describedAs("a WebSocket without an upgrade")
                    .isEqualTo(400);
        }
    }

    @Test
    void aPortThatIsTakenIsToldInOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            ServerProcess process =
                    new ServerProcess(List.of("--http", port, "--https", "0", "--home", home.toString()));
            try {
                assertThat(process.awaitExit(PATIENCE)).isEqualTo(1);
                assertThat(process.output())
                        .contains("antiphon: cannot listen on 127.0.0.1 port " + port + "/tcp")
                        .contains("--http")
                        .doesNotContain("\tat ");
                assertThat(process.output().strip().lines()).hasSize(1);
                assertThat(Files.exists(home.resolve("data/antiphon.pid"))).isFalse();
            } finally {
                process.kill();
            }
        }
    }

    @Test
    void aSecondServerLeavesTheFirstAlone() throws Exception {
        try (RunningServer first = RunningServer.start(home)) {
            ServerProcess second = new ServerProcess(List.of("--http", "0", "--https", "0", "--home", home.toString()));
            try {
                assertThat(second.awaitExit(PATIENCE)).isEqualTo(1);
                assertThat(second.output()).contains("already running").doesNotContain("\tat ");
            } finally {
                second.kill();
            }
            assertThat(first.get("/health/ready").statusCode()).isEqualTo(200);
        }
    }
}
