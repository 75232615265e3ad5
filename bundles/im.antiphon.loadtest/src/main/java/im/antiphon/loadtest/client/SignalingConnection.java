// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A {@code signaling-v1} connection: requests with their acknowledgements, messages to wait for, heartbeats, and the word that
 * what was told has come. Safe from any thread.
 */
final class SignalingConnection implements WebSocket.Listener {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_MESSAGE = 1 << 20;
    /** Messages kept for somebody who may wait for them; the oldest is forgotten. */
    private static final int MOST_KEPT = 64;
    /** How many messages until the server is told that they have come. */
    private static final int CONFIRM_AFTER = 32;

    private static final long LEAST_HEARTBEAT_MILLIS = 1_000;

    private record Waiter(Predicate<JsonNode> wanted, CompletableFuture<JsonNode> message) {}

    private record Pending(CompletableFuture<JsonNode> answer, long sentNanos) {}

    private final Surroundings around;
    private final Consumer<String> ended;
    private final Map<String, Pending> pending = new ConcurrentHashMap<>();
    private final List<JsonNode> kept = new CopyOnWriteArrayList<>();
    private final List<Waiter> waiters = new CopyOnWriteArrayList<>();
    private final AtomicLong ids = new AtomicLong();
    private final StringBuilder text = new StringBuilder();
    private final CompletableFuture<JsonNode> welcome = new CompletableFuture<>();
    private CompletableFuture<?> sending = CompletableFuture.completedFuture(null);
    private volatile @Nullable WebSocket socket;
    private volatile @Nullable ScheduledFuture<?> heartbeat;
    private volatile boolean leaving;
    private volatile long received;
    private long confirmed;

    private SignalingConnection(Surroundings around, Consumer<String> ended) {
        this.around = around;
        this.ended = ended;
    }

    /** Signs in, and waits for the welcome. */
    static SignalingConnection open(Surroundings around, String user, Consumer<String> ended)
            throws ConnectFailure, InterruptedException {
        SignalingConnection connection = new SignalingConnection(around, ended);
        String token = around.plan().endpoints().bearerToken();
        URI uri = URI.create(around.plan().endpoints().signaling());
        WebSocket.Builder builder = around.http()
                .newWebSocketBuilder()
                .subprotocols("signaling-v1")
                .connectTimeout(around.plan().pace().connectTimeout());
        if (token == null) {
            String named = (uri.getRawQuery() == null ? "?" : "&") + "user="
                    + URLEncoder.encode(user, StandardCharsets.UTF_8) + "&device=load";
            uri = URI.create(uri + named);
        } else {
            builder.header("Authorization", "Bearer " + token);
        }
        connection.socket = get("signaling", builder.buildAsync(uri, connection), around);
        JsonNode welcomed = get("welcome", connection.welcome, around);
        connection.beat(welcomed.path("payload").path("heartbeatSeconds").asInt(15));
        return connection;
    }

    private static <T> T get(String step, CompletableFuture<T> future, Surroundings around)
            throws ConnectFailure, InterruptedException {
        Duration timeout = around.plan().pace().connectTimeout();
        try {
            return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw ConnectFailure.of(step, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new ConnectFailure(step + ": no answer in time");
        }
    }

    private void beat(int seconds) {
        long millis = Math.max(LEAST_HEARTBEAT_MILLIS, seconds * 1000L);
        // Spread, so that thousands who came together do not all speak at once.
        long first = Math.floorMod(System.identityHashCode(this), millis);
        heartbeat = around.timer().scheduleAtFixedRate(this::onBeat, first, millis, TimeUnit.MILLISECONDS);
    }

    private void onBeat() {
        confirm();
        ObjectNode ping = JSON.createObjectNode().put("type", "ping");
        ask(ping);
    }

    private synchronized void confirm() {
        if (received > confirmed) {
            confirmed = received;
            ObjectNode message = JSON.createObjectNode().put("type", "received");
            message.putObject("payload").put("seq", received);
            send(message);
        }
    }

    /** What a request's payload is put into. */
    static ObjectNode payload() {
        return JSON.createObjectNode();
    }

    /** Sends a request and waits until it is acknowledged. */
    JsonNode request(String type, ObjectNode payload, @Nullable String to) throws ConnectFailure, InterruptedException {
        ObjectNode message = JSON.createObjectNode().put("type", type);
        message.set("payload", payload);
        if (to != null) {
            message.put("to", to);
        }
        JsonNode answer = get(type, ask(message), around);
        if (answer.path("type").asText().equals("error")) {
            throw new ConnectFailure(
                    type + ": " + answer.path("payload").path("code").asText() + " "
                            + answer.path("payload").path("detail").asText());
        }
        return answer;
    }

    private CompletableFuture<JsonNode> ask(ObjectNode message) {
        String id = String.valueOf(ids.incrementAndGet());
        message.put("id", id);
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        pending.put(id, new Pending(answer, around.nanoTime().getAsLong()));
        send(message);
        return answer;
    }

    /** Waits for a message, which may have come already. */
    JsonNode await(String what, Predicate<JsonNode> wanted) throws ConnectFailure, InterruptedException {
        return get(what, when(wanted), around);
    }

    /** Completed by the first such message, which may have come already. */
    synchronized CompletableFuture<JsonNode> when(Predicate<JsonNode> wanted) {
        for (JsonNode message : kept) {
            if (wanted.test(message)) {
                kept.remove(message);
                return CompletableFuture.completedFuture(message);
            }
        }
        CompletableFuture<JsonNode> message = new CompletableFuture<>();
        waiters.add(new Waiter(wanted, message));
        return message;
    }

    private synchronized void send(ObjectNode message) {
        WebSocket open = socket;
        if (open != null) {
            String json = message.toString();
            sending = sending.handle((done, failure) -> done).thenCompose(done -> open.sendText(json, true));
        }
    }

    // ---- what comes

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        if (text.length() + data.length() <= LONGEST_MESSAGE) {
            text.append(data);
        }
        if (last) {
            String message = text.toString();
            text.setLength(0);
            handle(message);
        }
        webSocket.request(1);
        return CompletableFuture.completedFuture(null);
    }

    private void handle(String json) {
        JsonNode message;
        try {
            message = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            return; // Whoever waits for what this should have been finds that it does not come.
        }
        if (message == null) {
            return;
        }
        received = Math.max(received, message.path("seq").asLong());
        String type = message.path("type").asText();
        if (type.equals("welcome")) {
            welcome.complete(message);
        } else if (type.equals("ack") || type.equals("pong") || type.equals("error") && message.has("id")) {
            answered(message);
        } else if (!type.equals("quality")) {
            keep(message);
        }
        if (received - confirmed >= CONFIRM_AFTER) {
            confirm();
        }
    }

    private void answered(JsonNode message) {
        Pending asked = pending.remove(message.path("id").asText());
        if (asked != null) {
            around.signalingTimes().add(around.nanoTime().getAsLong() - asked.sentNanos);
            asked.answer.complete(message);
        }
    }

    private synchronized void keep(JsonNode message) {
        for (Iterator<Waiter> each = waiters.iterator(); each.hasNext(); ) {
            Waiter waiter = each.next();
            if (waiter.wanted.test(message)) {
                waiters.remove(waiter);
                waiter.message.complete(message);
                return;
            }
        }
        if (kept.size() == MOST_KEPT) {
            kept.remove(0);
        }
        kept.add(message);
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
        end("signaling closed: " + status);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        end("signaling: " + error.getClass().getSimpleName());
    }

    private void end(String reason) {
        ConnectFailure failure = new ConnectFailure(reason);
        welcome.completeExceptionally(failure);
        pending.values().forEach(each -> each.answer.completeExceptionally(failure));
        waiters.forEach(each -> each.message.completeExceptionally(failure));
        stopBeating();
        if (!leaving) {
            ended.accept(reason);
        }
    }

    private void stopBeating() {
        ScheduledFuture<?> beating = heartbeat;
        if (beating != null) {
            beating.cancel(false);
        }
    }

    /** Says goodbye and closes. */
    void leave() {
        leaving = true;
        stopBeating();
        send(JSON.createObjectNode().put("type", "bye"));
        WebSocket open = socket;
        if (open != null) {
            synchronized (this) {
                sending = sending.handle((done, failure) -> done)
                        .thenCompose(done -> open.sendClose(WebSocket.NORMAL_CLOSURE, ""));
            }
        }
    }
}
