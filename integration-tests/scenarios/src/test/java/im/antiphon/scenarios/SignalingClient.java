// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A {@code signaling-v1} client that says what it is told to, also what it should not. One thread uses it. */
final class SignalingClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final WebSocket socket;
    private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final String sessionId;
    private int messages;

    /** Connects as nobody in particular, and takes the welcome. */
    SignalingClient(HttpClient client, URI http) throws InterruptedException {
        this(client, "", http, null);
    }

    /** Connects as a device of a user, and takes the welcome. */
    SignalingClient(HttpClient client, URI http, String user, String device) throws InterruptedException {
        this(client, "?user=" + user + "&device=" + device, http, null);
    }

    /** Connects as whom a token says, and takes the welcome. */
    static SignalingClient withToken(HttpClient client, URI http, String token) throws InterruptedException {
        return new SignalingClient(client, "", http, token);
    }

    private SignalingClient(HttpClient client, String query, URI http, @Nullable String token)
            throws InterruptedException {
        WebSocket.Builder builder = client.newWebSocketBuilder();
        socket = (token == null ? builder : builder.header("Authorization", "Bearer " + token))
                .subprotocols("signaling-v1")
                .connectTimeout(PATIENCE)
                .buildAsync(URI.create("ws://" + http.getAuthority() + "/signaling" + query), new Listener())
                .join();
        sessionId = await("welcome").path("payload").path("sessionId").asText();
    }

    String sessionId() {
        return sessionId;
    }

    /** Sends a message and waits until it is acknowledged. */
    void request(String type, Map<String, ?> payload, @Nullable String to) throws InterruptedException {
        String id = say(type, payload, to);
        JsonNode acknowledgement = await("ack");
        if (!acknowledgement.path("id").asText().equals(id)) {
            throw new AssertionError("not the acknowledgement of " + id + ": " + acknowledgement);
        }
    }

    /** Sends a message that must be refused, and tells the code of the error. */
    String refused(String type, Map<String, ?> payload) throws InterruptedException {
        String id = say(type, payload, null);
        while (true) {
            JsonNode error = next();
            if (error.path("id").asText().equals(id)) {
                return error.path("payload").path("code").asText("it was not refused");
            }
        }
    }

    /** The code of the next error; what comes before is passed over. */
    String awaitError() throws InterruptedException {
        while (true) {
            JsonNode message = next();
            if (message.path("type").asText().equals("error")) {
                return message.path("payload").path("code").asText();
            }
        }
    }

    /** Sends a message under an id of its own, which it answers. */
    String say(String type, Map<String, ?> payload, @Nullable String to) {
        String id = "c" + ++messages;
        try {
            sendText(JSON.writeValueAsString(
                    to == null
                            ? Map.of("type", type, "id", id, "payload", payload)
                            : Map.of("type", type, "id", id, "to", to, "payload", payload)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
        return id;
    }

    private JsonNode next() throws InterruptedException {
        JsonNode message = received.poll(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        if (message == null) {
            throw new AssertionError("nothing within " + PATIENCE);
        }
        return message;
    }

    /** What the server has said until now, and nobody has asked for yet, by type: all that comes before the answer to a question. */
    List<String> heardUntilAnswered() throws InterruptedException {
        say("ping", Map.of(), null);
        List<String> types = new ArrayList<>();
        for (String type = next().path("type").asText();
                !type.equals("pong");
                type = next().path("type").asText()) {
            types.add(type);
        }
        return types;
    }

    /** What has come that nobody has asked for yet, by type. */
    List<String> unread() {
        List<String> types = new ArrayList<>();
        for (JsonNode message = received.poll(); message != null; message = received.poll()) {
            types.add(message.path("type").asText());
        }
        return types;
    }

    /** Sends a text frame as it is. */
    void sendText(String text) {
        socket.sendText(text, true).join();
    }

    /** The same, where the server may have closed the connection already. */
    void sendUnheard(String text) {
        socket.sendText(text, true).exceptionally(closed -> socket).join();
    }

    /** The next message of a type; those before it are passed over, but an error that was not asked for fails. */
    JsonNode await(String type) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        StringBuilder passedOver = new StringBuilder();
        while (true) {
            JsonNode message = received.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (message == null) {
                throw new AssertionError("no " + type + " within " + PATIENCE + ", but:" + passedOver
                        + (closed.isDone() ? "; closed with " + closed.join() : ""));
            }
            String got = message.path("type").asText();
            if (got.equals(type)) {
                return message;
            }
            if (got.equals("error")) {
                throw new AssertionError("instead of " + type + ": " + message);
            }
            passedOver.append(' ').append(got);
        }
    }

    /** The code with which the connection is closed; waits for it. */
    int awaitClose() throws Exception {
        return closed.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Says goodbye, and waits until the server has closed the connection. */
    @Override
    public void close() {
        sendUnheard("{\"type\":\"bye\"}");
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "")
                .exceptionally(failure -> socket)
                .join();
        closed.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> 0)
                .join();
        socket.abort();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                try {
                    received.add(JSON.readTree(text.toString()));
                } catch (JsonProcessingException e) {
                    closed.completeExceptionally(new AssertionError("not JSON: " + text, e));
                }
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
            closed.complete(statusCode);
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            closed.completeExceptionally(error);
        }
    }
}
