// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands before a server as a bad network does: WHIP and WHEP go through it, and so does media, of which some is lost. */
final class LossyFront implements AutoCloseable {
    private final RunningServer server;
    private final int losesOneOf;
    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<UdpRelay> relays = new CopyOnWriteArrayList<>();

    /** @param losesOneOf so many media packets to a listener are one that is lost */
    LossyFront(RunningServer server, int losesOneOf) throws IOException {
        this.server = server;
        this.losesOneOf = losesOneOf;
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(threads);
        http.createContext("/", this::handle);
        http.start();
    }

    String root() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String method = exchange.getRequestMethod();
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(server.uri(exchange.getRequestURI().getPath()));
            request.method(method, HttpRequest.BodyPublishers.ofString(body));
            if (method.equals("POST")) {
                request.header("Content-Type", "application/sdp");
            }
            HttpResponse<String> response = server.send(request);
            response.headers().firstValue("Location").ifPresent(location -> exchange.getResponseHeaders()
                    .set("Location", location));
            String answer = response.body();
            if (response.statusCode() == 201) {
                UdpRelay relay = new UdpRelay(server.mediaAddress(), losesOneOf);
                relays.add(relay);
                answer = relay.in(answer);
            }
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(response.statusCode(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
        relays.forEach(UdpRelay::close);
    }
}
