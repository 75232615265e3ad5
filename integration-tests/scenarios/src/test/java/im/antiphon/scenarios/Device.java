// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A user's device, as clients of {@code signaling-v1} are: it does not wait for one answer before it asks for the next, and
 * confirms what it has received. Safe from any thread.
 */
final class Device implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CONFIRMED_AT_ONCE = 32;

    private final WebSocket socket;
    private final Map<String, CompletableFuture<String>> asked = new ConcurrentHashMap<>();
    private final String session;

    // guarded by this
    private final List<JsonNode> heard = new ArrayList<>();
    private CompletableFuture<?> sending = CompletableFuture.completedFuture(null);
    private int questions;

    /** Connects and says its first word. */
    Device(HttpClient client, URI http, String user, String device) {
        socket = client.newWebSocketBuilder()
                .subprotocols("signaling-v1")
                .connectTimeout(PATIENCE)
                .buildAsync(
                        URI.create("ws://" + http.getAuthority() + "/signaling?user=" + user + "&device=" + device),
                        new Listener())
                .join();
        session = await(message -> type(message, "welcome"))
                .at("/payload/sessionId")
                .asText();
        say(Map.of("type", "ping"));
        await(message -> type(message, "pong"));
    }

    String session() {
        return session;
    }

    /** Asks for something; completes with {@code ack}, or the code of the error. */
    CompletableFuture<String> ask(String type, Map<String, ?> payload, @Nullable String to) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        synchronized (this) {
            String id = "q" + ++questions;
            asked.put(id, answer);
            say(
                    to == null
                            ? Map.of("type", type, "id", id, "payload", payload)
                            : Map.of("type", type, "id", id, "to", to, "payload", payload));
        }
        return answer;
    }

    /** The first message, from the first on, that is so; waits for it. */
    synchronized JsonNode await(Predicate<JsonNode> isIt) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        int from = 0;
        while (true) {
            for (; from < heard.size(); from++) {
                if (isIt.test(heard.get(from))) {
                    return heard.get(from);
                }
            }
            long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
            assertThat(leftMillis)
                    .as("it never came; but %s", heard.subList(Math.max(0, heard.size() - 20), heard.size()))
                    .isPositive();
            try {
                wait(leftMillis);
            } catch (InterruptedException interruption) {
                throw new AssertionError(interruption);
            }
        }
    }

    /** All messages that are so. */
    synchronized List<JsonNode> heard(Predicate<JsonNode> areSo) {
        return heard.stream().filter(areSo).toList();
    }

    static boolean type(JsonNode message, String type) {
        return message.path("type").asText().equals(type);
    }

    @Override
    public void close() {
        socket.abort();
    }

    private synchronized void say(Map<String, ?> message) {
        try {
            String text = JSON.writeValueAsString(message);
            sending = sending.thenCompose(before -> socket.sendText(text, true));
        } catch (JsonProcessingException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }

    private void take(JsonNode message) {
        String id = message.path("id").asText();
        CompletableFuture<String> answer = asked.remove(id);
        if (type(message, "ack") && answer != null) {
            answer.complete("ack");
        } else if (type(message, "error") && answer != null) {
            answer.complete(message.at("/payload/code").asText());
        } else {
            synchronized (this) {
                heard.add(message);
                notifyAll();
            }
        }
        long number = message.path("seq").asLong();
        if (number > 0 && number % CONFIRMED_AT_ONCE == 0) {
            say(Map.of("type", "received", "payload", Map.of("seq", number)));
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                try {
                    take(JSON.readTree(text.toString()));
                } catch (JsonProcessingException malformed) {
                    throw new AssertionError(text.toString(), malformed);
                }
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }
    }
}
