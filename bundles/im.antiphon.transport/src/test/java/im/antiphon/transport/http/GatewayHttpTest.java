// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayHttpTest {
    private static final String CLOSE = " HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";

    private final RunningGateway running = new RunningGateway();
    private final BlockingQueue<HttpRequest> seen = new LinkedBlockingQueue<>();
    private final BlockingQueue<CompletableFuture<HttpReply>> slow = new LinkedBlockingQueue<>();

    @BeforeEach
    void serve() {
        running.router.add("/echo", 0, request -> {
            seen.add(request);
            return CompletableFuture.completedFuture(HttpReply.text(
                    200,
                    "text/plain",
                    request.method() + " " + request.path() + " " + request.query() + " "
                            + new String(request.body(), StandardCharsets.UTF_8)));
        });
        running.router.add("/slow", 0, request -> {
            CompletableFuture<HttpReply> reply = new CompletableFuture<>();
            slow.add(reply);
            return reply;
        });
        running.router.add("/throws", 0, request -> {
            throw new IllegalStateException("secret");
        });
        running.router.add("/fails", 0, request -> CompletableFuture.failedFuture(new IllegalStateException("secret")));
        running.router.add("/null", 0, request -> CompletableFuture.completedFuture(null));
        running.router.add(
                "/split",
                0,
                request -> CompletableFuture.completedFuture(HttpReply.of(200).with("x", "a\r\nset-cookie: b")));
        running.router.add("/interim", 0, request -> CompletableFuture.completedFuture(HttpReply.of(101)));
        running.router.add(
                "/empty",
                0,
                request -> CompletableFuture.completedFuture(HttpReply.text(204, "text/plain", "ignored")));
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void givesTheResourceTheWholeRequest() throws Exception {
        String reply = ask("POST /echo/a%20b?x=1 HTTP/1.1\r\nHost: a\r\nX-Two: 1\r\nx-two: 2\r\ncontent-length: 4\r\n"
                + "connection: close\r\n\r\nbody");
        assertThat(reply).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nPOST /echo/a b {x=1} body");
        HttpRequest request = seen.remove();
        assertThat(request.headers().get("x-two")).containsExactly("1", "2");
        assertThat(request.header("Host")).isEqualTo("a");
        assertThat(request.remoteAddress()).isEqualTo("127.0.0.1");
    }

    @Test
    void everyReplyCarriesDateLengthAndSecurityHeaders() throws Exception {
        String reply = ask("GET /echo" + CLOSE).toLowerCase(java.util.Locale.ROOT);
        assertThat(reply)
                .contains("\r\nx-content-type-options: nosniff\r\n")
                .contains("\r\nreferrer-policy: no-referrer\r\n")
                .contains("\r\nconnection: close\r\n")
                .containsPattern("\r\ndate: [a-z]{3}, \\d\\d [a-z]{3} \\d{4} \\d\\d:\\d\\d:\\d\\d gmt\r\n")
                .contains("\r\ncontent-length: 13\r\n");
    }

    @Test
    void headIsGetWithoutABody() throws Exception {
        String reply = ask("HEAD /echo" + CLOSE);
        assertThat(reply).contains("content-length: 13\r\n").endsWith("\r\n\r\n");
        assertThat(seen.remove().method()).isEqualTo("GET");
    }

    @Test
    void aReplyWithoutContentHasNoBody() throws Exception {
        assertThat(ask("GET /empty" + CLOSE))
                .startsWith("HTTP/1.1 204 No Content\r\n")
                .doesNotContain("content-length")
                .endsWith("\r\n\r\n");
    }

    @Test
    void takesABodyInChunks() throws Exception {
        assertThat(ask("POST /echo HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n"
                        + "2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"))
                .endsWith("POST /echo {} abc");
    }

    @Test
    void tellsAClientThatAsksToGoOn() throws Exception {
        assertThat(ask("POST /echo HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 1\r\n"
                        + "connection: close\r\n\r\nx"))
                .startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n");
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource({
        "GET /nothing, 404",
        "GET /echo/../x, 400",
        "GET /%zz, 400",
        "OPTIONS *, 400",
        "GET /throws, 500",
        "GET /fails, 500",
        "GET /null, 500",
        "GET /split, 500",
        "GET /interim, 500",
        "GET /signaling, 400",
        "POST /signaling, 405"
    })
    void answersAnErrorWithAProblemDocument(String line, int status) throws Exception {
        String reply = ask(line + CLOSE);
        assertThat(reply)
                .startsWith("HTTP/1.1 " + status + " ")
                .contains("content-type: application/problem+json\r\n")
                .contains("{\"status\":" + status + ",")
                .doesNotContain("secret")
                .doesNotContain("set-cookie");
        assertThat(running.counts("antiphon_http_requests_total{status=\"" + status + "\"}", 1))
                .isTrue();
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource({
        "'GARBAGE\r\n\r\n', 400",
        "'GET /echo HTTP/1.1\r\n\r\n', 400", // no host
        "'GET /echo HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n', 400",
        "'GET /echo HTTP/1.1\r\nhost: a\r\nbad header\r\n\r\n', 400",
        "'GET /echo HTTP/1.1\r\nhost: a\r\ncontent-length: x\r\n\r\n', 400",
        "'GET /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n', 400",
        "'POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 65537\r\n\r\n', 413",
        "'POST /echo HTTP/1.1\r\nhost: a\r\nexpect: miracles\r\n\r\n', 417",
        "'GET /echo HTTP/2.0\r\nhost: a\r\n\r\n', 505",
        "'POST /echo HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n', 400"
    })
    void answersBadInputAndClosesTheConnection(String request, int status) throws Exception {
        assertThat(ask(request)).startsWith("HTTP/1.1 " + status + " ").contains("connection: close\r\n");
    }

    @Test
    void answersALongLineAndALongHeader() throws Exception {
        String tooLong = "x".repeat(8_000);
        assertThat(ask("GET /" + tooLong + CLOSE)).startsWith("HTTP/1.1 414 ");
        assertThat(ask("GET / HTTP/1.1\r\nhost: a\r\nx: " + tooLong + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ");
    }

    @Test
    void aBodyThatTurnsOutTooLongIsRefused() throws Exception {
        String chunk = "4000\r\n" + "x".repeat(0x4000) + "\r\n";
        assertThat(ask("POST /echo HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n" + chunk.repeat(5)
                        + "0\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");
    }

    @Test
    void aFirstChunkLongerThanABodyMayBeIsRefusedAsAnyOther() throws Exception {
        GatewayLimits small =
                new GatewayLimits(1_000, 4_096, 16, Duration.ofSeconds(60), RunningGateway.LIMITS.signaling());
        try (RunningGateway gateway = new RunningGateway(small)) {
            String chunk = "20\r\n" + "x".repeat(0x20) + "\r\n0\r\n\r\n";
            assertThat(gateway.exchange(
                            gateway.httpPort(),
                            "POST /echo HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n" + chunk))
                    .startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void keepsTheOrderOfPipelinedRequests() throws Exception {
        try (Socket socket = running.connect(running.httpPort())) {
            socket.getOutputStream()
                    .write(("GET /slow HTTP/1.1\r\nhost: a\r\n\r\nGET /echo/1 HTTP/1.1\r\nhost: a\r\n\r\nGET /echo/2"
                                    + CLOSE)
                            .getBytes(StandardCharsets.ISO_8859_1));
            CompletableFuture<HttpReply> first = slow.poll(60, TimeUnit.SECONDS);
            assertThat(first).isNotNull();
            assertThat(seen).isEmpty();
            first.complete(HttpReply.text(200, "text/plain", "first"));
            String all = RunningGateway.readAll(socket);
            assertThat(all.indexOf("first")).isPositive().isLessThan(all.indexOf("GET /echo/1"));
            assertThat(all.indexOf("GET /echo/1")).isLessThan(all.indexOf("GET /echo/2"));
        }
    }

    @Test
    void manyPipelinedRequestsDoNotOverflowTheStack() throws Exception {
        String many = "GET /echo HTTP/1.1\r\nhost: a\r\n\r\n".repeat(5_000);
        String all = ask(many + "GET /echo/last" + CLOSE);
        assertThat(all).endsWith("GET /echo/last {} ");
        assertThat(seen).hasSize(5_001);
    }

    @Test
    void aClientThatLeavesBeforeTheAnswerHarmsNobody() throws Exception {
        try (Socket socket = running.connect(running.httpPort())) {
            socket.getOutputStream().write(("GET /slow" + CLOSE).getBytes(StandardCharsets.ISO_8859_1));
            assertThat(slow.poll(60, TimeUnit.SECONDS)).satisfies(reply -> {
                socket.close();
                reply.complete(HttpReply.text(200, "text/plain", "x".repeat(100_000)));
            });
        }
        assertThat(ask("GET /echo" + CLOSE)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aResourceThatDoesNotAnswerIsAnsweredFor() throws Exception {
        try (RunningGateway hasty = new RunningGateway(withTimeout(Duration.ofMillis(300)))) {
            hasty.router.add("/never", 0, request -> new CompletableFuture<>());
            assertThat(hasty.exchangeInOne(hasty.httpPort(), "GET /never HTTP/1.1\r\nhost: a\r\n\r\n"))
                    .startsWith("HTTP/1.1 503 ");
            assertThat(hasty.counts("antiphon_drops_total{reason=\"reply-timeout\"}", 1))
                    .isTrue();
        }
    }

    @Test
    void aRequestThatDoesNotEndIsEnded() throws Exception {
        try (RunningGateway hasty = new RunningGateway(withTimeout(Duration.ofMillis(300)))) {
            assertThat(hasty.exchangeInOne(
                            hasty.httpPort(), "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nx"))
                    .startsWith("HTTP/1.1 408 ");
            assertThat(hasty.exchangeInOne(hasty.httpPort(), "GET / HT")).isEmpty();
            assertThat(hasty.exchangeInOne(hasty.httpPort(), "")).isEmpty();
            assertThat(hasty.exchangeInOne(hasty.httpsPort(), new byte[] {0x16, 3, 1}))
                    .isEmpty();
        }
    }

    @Test
    void beyondTheLimitConnectionsAreClosedAtOnce() throws Exception {
        GatewayLimits two =
                new GatewayLimits(2, 4_096, 65_536, Duration.ofSeconds(60), RunningGateway.LIMITS.signaling());
        try (RunningGateway small = new RunningGateway(two);
                Socket first = small.connect(small.httpPort());
                Socket second = small.connect(small.httpPort());
                Socket third = small.connect(small.httpPort())) {
            assertThat(RunningGateway.readAll(third)).isIn("", "<reset>");
            assertThat(small.counts("antiphon_drops_total{reason=\"connection-limit\"}", 1))
                    .isTrue();
            assertThat(first.isConnected() && second.isConnected()).isTrue();
        }
    }

    private static GatewayLimits withTimeout(Duration timeout) {
        return new GatewayLimits(1_000, 4_096, 65_536, timeout, RunningGateway.LIMITS.signaling());
    }

    private String ask(String request) throws Exception {
        return running.exchange(running.httpPort(), request);
    }
}
