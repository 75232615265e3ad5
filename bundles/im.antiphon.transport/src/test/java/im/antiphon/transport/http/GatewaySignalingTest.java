// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.antiphon.api.signaling.SignalingConnection;
import im.antiphon.transport.websocket.ClientFrames;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewaySignalingTest {
    private static final String UPGRADE = "GET /signaling HTTP/1.1\r\nhost: voice.example\r\nupgrade: websocket\r\n"
            + "connection: keep-alive, Upgrade\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "sec-websocket-version: 13\r\nsec-websocket-protocol: other, signaling-v1\r\n";

    private final RunningGateway running = new RunningGateway();

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void aClientIsWelcomedEchoedAndClosed() throws Exception {
        Listener listener = new Listener();
        WebSocket client = connect(running, listener).join();
        assertThat(client.getSubprotocol()).isEqualTo("signaling-v1");
        assertThat(listener.next()).isEqualTo("welcome");
        client.sendText("hal", false).join();
        client.sendText("lo", true).join();
        assertThat(listener.next()).isEqualTo("echo hallo");
        client.sendClose(1_000, "bye").join();
        assertThat(listener.next()).isEqualTo("<close 1000>");
        assertThat(running.signaling.nextEvent()).isEqualTo("text hallo");
        assertThat(running.signaling.nextEvent()).isEqualTo("closed closed");
    }

    @Test
    void messagesOfSeveralThreadsArriveInEachThreadsOrder() throws Exception {
        Listener listener = new Listener();
        connect(running, listener).join();
        SignalingConnection connection = running.signaling.nextConnection();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            String name = "t" + t;
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 500; i++) {
                    connection.send(name + " " + i);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(listener.next()).isEqualTo("welcome");
        int[] expected = new int[4];
        for (int i = 0; i < 2_000; i++) {
            String message = listener.next();
            int thread = message.charAt(1) - '0';
            assertThat(message).isEqualTo("t" + thread + " " + expected[thread]++);
        }
    }

    @Test
    void theServerClosesWithItsCode() throws Exception {
        Listener listener = new Listener();
        connect(running, listener).join();
        SignalingConnection connection = running.signaling.nextConnection();
        connection.send("last");
        connection.close(1_008, "too many errors");
        assertThat(listener.next()).isEqualTo("welcome");
        assertThat(listener.next()).isEqualTo("last");
        assertThat(listener.next()).isEqualTo("<close 1008>");
        assertThat(running.signaling.nextEvent()).isEqualTo("closed closed");
    }

    @Test
    void stoppingTheServerSaysGoodbye() throws Exception {
        Listener listener = new Listener();
        connect(running, listener).join();
        assertThat(listener.next()).isEqualTo("welcome");
        running.gateway.close();
        assertThat(listener.next()).isEqualTo("<close 1001>");
        assertThat(RunningGateway.comesTrue(() -> running.gateway.openConnections() == 0))
                .isTrue();
    }

    @Test
    void aForeignOriginIsForbidden() {
        assertThatThrownBy(() -> HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .subprotocols("signaling-v1")
                        .header("Origin", "https://evil.example")
                        .buildAsync(uri(running), new Listener())
                        .join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        e -> assertThat(e.getResponse().statusCode()).isEqualTo(403));
        assertThat(running.counts("antiphon_drops_total{reason=\"foreign-origin\"}", 1))
                .isTrue();
    }

    @ParameterizedTest(name = "{0} instead of {1} → {2}")
    @CsvSource({
        "'', 'upgrade: websocket\r\n', 400",
        "'connection: keep-alive', 'connection: keep-alive, Upgrade', 400",
        "'sec-websocket-version: 8', 'sec-websocket-version: 13', 426",
        "'', 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n', 400",
        "'sec-websocket-key: c2hvcnQ=', 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==', 400",
        "'sec-websocket-key: !', 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==', 400",
        "'', 'sec-websocket-protocol: other, signaling-v1\r\n', 400",
        "'sec-websocket-protocol: other', 'sec-websocket-protocol: other, signaling-v1', 400",
        "'HTTP/1.0', 'HTTP/1.1', 400"
    })
    void refusesAHandshakeThatIsNotWhole(String instead, String of, int status) throws Exception {
        String request = UPGRADE.replace(of, instead) + "\r\n";
        try (Socket socket = running.connect(running.httpPort())) {
            socket.getOutputStream().write(bytes(request));
            assertThat(line(socket)).startsWith("HTTP/1.1 " + status + " ");
        }
    }

    /** RFC 6455, section 1.3, has this key and its answer. */
    @Test
    void provesThatItReadTheKeyAndTakesFramesSentTooEarly() throws Exception {
        try (Socket socket = running.connect(running.httpPort())) {
            socket.getOutputStream().write(ClientFrames.join(bytes(UPGRADE + "\r\n"), ClientFrames.text("early")));
            socket.getOutputStream().write(ClientFrames.close(1_000, ""));
            assertThat(RunningGateway.readAll(socket))
                    .startsWith("HTTP/1.1 101 ")
                    .contains("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
                    .contains("sec-websocket-protocol: signaling-v1\r\n");
        }
        assertThat(running.signaling.nextEvent()).isEqualTo("text early");
        assertThat(running.signaling.nextEvent()).isEqualTo("closed closed");
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource({
        "8100, 03ea", // no mask
        "838037fa213d, 03ea", // reserved opcode
        "828037fa213d, 03eb", // binary
        "818200000000c328, 03ef", // not UTF-8
        "81ff000000000010000100000000, 03f1" // beyond a mebibyte
    })
    void closesWithTheCodeOfTheRfc(String hex, String code) throws Exception {
        try (Socket socket = upgraded()) {
            socket.getOutputStream().write(im.antiphon.testkit.Hex.parse(hex));
            InputStream in = socket.getInputStream();
            assertThat(in.read()).isEqualTo(0x88);
            in.read();
            assertThat(String.format("%02x%02x", in.read(), in.read())).isEqualTo(code);
        }
        assertThat(running.signaling.nextEvent()).isEqualTo("closed error");
    }

    @ParameterizedTest(name = "over TLS: {0}")
    @ValueSource(booleans = {false, true})
    void whoTalksOnAfterAViolationIsStillToldWhy(boolean secure) throws Exception {
        try (Socket socket = secure ? running.connectSecurely() : running.connect(running.httpPort())) {
            upgrade(socket);
            byte[] reservedOpcode = im.antiphon.testkit.Hex.parse("838037fa213d");
            socket.getOutputStream().write(ClientFrames.join(reservedOpcode, new byte[60_000]));
            assertThat(RunningGateway.readAll(socket)).isEqualTo("\u0088\u0011\u0003\u00eareserved opcode");
        }
        assertThat(running.signaling.nextEvent()).isEqualTo("closed error");
    }

    @Test
    void anOversizedMessageIsReportedAndTheSessionGoesOn() throws Exception {
        Listener listener = new Listener();
        WebSocket client = connect(running, listener).join();
        client.sendText("x".repeat(100_000), true).join();
        client.sendText("on", true).join();
        assertThat(running.signaling.nextEvent()).isEqualTo("oversized 100000");
        assertThat(running.signaling.nextEvent()).isEqualTo("text on");
        assertThat(listener.next()).isEqualTo("welcome");
        assertThat(listener.next()).isEqualTo("oversized");
        assertThat(listener.next()).isEqualTo("echo on");
    }

    @Test
    void aClientThatDoesNotReadIsClosedAndNotQueuedForWithoutEnd() throws Exception {
        try (Socket socket = upgraded()) {
            SignalingConnection connection = running.signaling.nextConnection();
            String big = "x".repeat(50_000);
            int sent = 0;
            while (sent < 10_000 && connection.send(big)) {
                sent++;
            }
            assertThat(sent).isLessThan(10_000);
            assertThat(running.signaling.nextEvent()).startsWith("closed ");
            assertThat(socket.isConnected()).isTrue();
        }
        assertThat(running.counts("antiphon_drops_total{reason=\"slow-consumer\"}", 1))
                .isTrue();
    }

    @Test
    void aSilentClientIsGivenUp() throws Exception {
        GatewayLimits hasty = new GatewayLimits(
                1_000,
                4_096,
                65_536,
                Duration.ofSeconds(60),
                new GatewayLimits.SignalingLimits(Duration.ofMillis(100), Duration.ofMillis(300), 1_048_576));
        try (RunningGateway quick = new RunningGateway(hasty);
                Socket socket = quick.connect(quick.httpPort())) {
            socket.getOutputStream().write(bytes(UPGRADE + "\r\n"));
            assertThat(quick.signaling.nextEvent()).isEqualTo("closed timeout");
            assertThat(RunningGateway.readAll(socket)).contains("\u0089\u0000");
        }
    }

    private Socket upgraded() throws IOException {
        Socket socket = running.connect(running.httpPort());
        upgrade(socket);
        return socket;
    }

    private static void upgrade(Socket socket) throws IOException {
        socket.getOutputStream().write(bytes(UPGRADE + "\r\n"));
        while (!line(socket).isEmpty()) {
            // the header goes by
        }
        byte[] welcome = socket.getInputStream().readNBytes(9);
        assertThat(new String(welcome, StandardCharsets.ISO_8859_1)).isEqualTo("\u0081\u0007welcome");
    }

    private static String line(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        int c;
        while ((c = socket.getInputStream().read()) != '\n' && c >= 0) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static URI uri(RunningGateway gateway) {
        return URI.create("ws://127.0.0.1:" + gateway.httpPort() + "/signaling");
    }

    private static java.util.concurrent.CompletableFuture<WebSocket> connect(
            RunningGateway gateway, Listener listener) {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("signaling-v1")
                .buildAsync(uri(gateway), listener);
    }

    static final class Listener implements WebSocket.Listener {
        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                messages.add(message.toString());
                message.setLength(0);
            }
            socket.request(1);
            return java.util.concurrent.CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            messages.add("<close " + code + ">");
            return java.util.concurrent.CompletableFuture.completedFuture(null);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            messages.add("<error " + error + ">");
        }

        String next() throws InterruptedException {
            String next = messages.poll(60, TimeUnit.SECONDS);
            return next == null ? "<nothing>" : next;
        }
    }
}
