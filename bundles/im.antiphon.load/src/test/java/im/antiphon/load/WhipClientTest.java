// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WhipClientTest {
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final WhipClient client = new WhipClient(HttpClient.newHttpClient(), "secret");
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/whip", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + server.getAddress().getPort() + path);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(String.join(
                " ",
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                exchange.getRequestHeaders().getFirst("Authorization"),
                exchange.getRequestHeaders().getFirst("Content-Type"),
                exchange.getRequestHeaders().getFirst("If-Match"),
                body));
        switch (exchange.getRequestMethod()) {
            case "POST" -> {
                boolean known = exchange.getRequestURI().getPath().endsWith("/room/ann");
                exchange.getResponseHeaders().add("Location", "/whip/sessions/1");
                exchange.getResponseHeaders().add("ETag", "\"v1\"");
                reply(exchange, known ? 201 : 404, known ? "the answer" : "no such room");
            }
            case "PATCH" -> {
                exchange.getResponseHeaders().add("ETag", "\"v2\"");
                boolean restart = "*".equals(exchange.getRequestHeaders().getFirst("If-Match"));
                reply(exchange, restart ? 200 : 204, restart ? "the fragment" : "");
            }
            default -> reply(exchange, 200, "");
        }
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void opensChangesRestartsAndEndsASession() throws Exception {
        WhipSession session = client.post(uri("/whip/room/ann"), "the offer");
        assertThat(session.resource()).isEqualTo(uri("/whip/sessions/1"));
        assertThat(session.answer()).isEqualTo("the answer");
        assertThat(session.etag()).isEqualTo("\"v1\"");
        client.trickle(session, "a candidate");
        WhipSession restarted = client.restart(session, "new credentials");
        assertThat(restarted.answer()).isEqualTo("the fragment");
        assertThat(restarted.etag()).isEqualTo("\"v2\"");
        client.delete(session);
        assertThat(requests)
                .containsExactly(
                        "POST /whip/room/ann Bearer secret application/sdp null the offer",
                        "PATCH /whip/sessions/1 Bearer secret application/trickle-ice-sdpfrag \"v1\" a candidate",
                        "PATCH /whip/sessions/1 Bearer secret application/trickle-ice-sdpfrag * new credentials",
                        "DELETE /whip/sessions/1 Bearer secret null null ");
    }

    @Test
    void takesAnswersOfServersThatDoItTheirWay() throws Exception {
        server.createContext("/plain", exchange -> reply(exchange, 200, "the answer"));
        server.createContext("/elsewhere", exchange -> {
            exchange.getResponseHeaders().add("Location", "http://localhost/gone away");
            reply(exchange, 201, "the answer");
        });
        WhipSession without = client.post(uri("/plain"), "the offer");
        assertThat(without.answer()).isEqualTo("the answer");
        assertThat(without.resource()).isNull();
        assertThat(without.etag()).isNull();
        assertThatThrownBy(() -> client.delete(without))
                .isInstanceOf(WhipException.class)
                .hasMessageContaining("Location");
        assertThat(client.post(uri("/elsewhere"), "the offer").resource()).isNull();
    }

    @Test
    void aServerThatSpeaksNoHttpIsAnIoException() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread strange = new Thread(() -> {
                try (Socket connection = socket.accept()) {
                    connection.getOutputStream().write("SSH-2.0-strange\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            strange.start();
            URI endpoint = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/whip");
            assertThatThrownBy(() -> client.post(endpoint, "the offer")).isInstanceOf(IOException.class);
            strange.join();
        }
    }

    @Test
    void tellsWhatTheServerAnswersInstead() {
        assertThatThrownBy(() -> client.post(uri("/whip/elsewhere"), "the offer"))
                .isInstanceOfSatisfying(
                        WhipException.class, e -> assertThat(e.status()).isEqualTo(404))
                .hasMessageContaining("no such room");
    }
}
