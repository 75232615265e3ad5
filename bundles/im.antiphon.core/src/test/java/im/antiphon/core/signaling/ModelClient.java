// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import im.antiphon.api.signaling.SignalingConnection;
import im.antiphon.api.signaling.SignalingReceiver;
import im.antiphon.core.session.TestIdentities;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A client as a careful vendor would write it, and a network that carries each direction apart and loses what is on its
 * way when it breaks. It checks what it is told against what the protocol promises.
 */
final class ModelClient {
    private final ResumeModelTest.World world;

    /** What was said and not answered, by id. */
    final Map<String, String> unanswered = new LinkedHashMap<>();

    /** Session ids of those it sees in its room. */
    final Set<String> others = new HashSet<>();

    String sessionId = "";

    @Nullable
    String room;

    private final List<String> tokens = new ArrayList<>();

    /** Tokens that count, as far as this client can know. */
    private final Set<String> valid = new HashSet<>();

    /** How each message was answered. */
    private final Map<String, String> answers = new HashMap<>();

    /** Relays that were acknowledged: the number said, and the session it was said to. */
    private final Map<String, String> acknowledged = new LinkedHashMap<>();

    private final Map<String, String> relays = new HashMap<>();
    private final Map<String, String> joins = new HashMap<>();

    /** What came from others, by the number they gave it. */
    private final Set<String> heard = new HashSet<>();

    private long received;
    private int said;
    private @Nullable Wire wire;
    private boolean isGone;

    ModelClient(ResumeModelTest.World world) {
        this.world = world;
    }

    /** One connection: what is on its way in either direction. */
    private final class Wire implements SignalingConnection {
        final Deque<String> toServer = new ArrayDeque<>();
        final Deque<String> toClient = new ArrayDeque<>();
        final int capacity;
        final SignalingReceiver receiver;
        boolean isClosedByServer;
        boolean isGoneForServer;
        boolean isFirstWelcome = true;

        /** Whether what is said over it is said in the session that the tokens are of. */
        boolean isOfTokens;

        /** Whether the client knows its session over it: says nothing before. */
        boolean isWelcomed;

        /** The token of the session resumed over it, which may never arrive; empty where none was. */
        String tokenIssued = "";

        Wire(int capacity) {
            this.capacity = capacity;
            this.receiver = world.bench.service.connected(this, TestIdentities.ADA);
        }

        @Override
        public boolean send(String text) {
            if (isClosedByServer || isGoneForServer) {
                return false;
            }
            if (text.contains("\"resumed\":true")) {
                tokenIssued =
                        SignalingBench.parse(text).at("/payload/resumeToken").textValue();
            }
            if (toClient.size() >= capacity) {
                isClosedByServer = true; // as a transport does with one that reads too slowly
                toClient.clear();
                return false;
            }
            toClient.add(text);
            return true;
        }

        @Override
        public void close(int code, String reason) {
            isClosedByServer = true;
        }

        @Override
        public String remoteAddress() {
            return "192.0.2.1:5000";
        }

        /** The server learns that it is gone. */
        void loseForServer() {
            if (!isGoneForServer) {
                isGoneForServer = true;
                receiver.onClosed("error");
            }
        }

        void carryToServer() {
            String text = toServer.poll();
            if (text != null && !isGoneForServer && !isClosedByServer) {
                if (isOfTokens && !tokenIssued.isEmpty()) {
                    valid.clear();
                    valid.add(tokenIssued);
                }
                receiver.onText(text);
            }
        }
    }

    // --- what it does ----------------------------------------------------------------------------------------------

    void step(SplittableRandom random) {
        Wire current = wire;
        if (current == null) {
            if (random.nextInt(3) == 0) {
                connect(random.nextInt(8) == 0 ? random.nextInt(3, 12) : 1_000, pickToken(random));
            }
            return;
        }
        switch (random.nextInt(20)) {
            case 0 -> drop(random.nextBoolean());
            case 1 -> join("r" + random.nextInt(2));
            case 2 -> say("{\"type\":\"leave\"", true);
            case 3 -> say("{\"type\":\"state\",\"payload\":{\"n\":" + random.nextInt(9) + "}", true);
            case 4, 5, 6, 7 -> relay(world.clients.get(random.nextInt(world.clients.size())));
            case 8 -> confirm();
            case 9 -> say("{\"type\":\"sync\"", true);
            case 10 -> repeat(random);
            case 11, 12, 13 -> {
                for (int i = random.nextInt(6); i > 0; i--) {
                    current.carryToServer();
                }
            }
            default -> {
                for (int i = random.nextInt(10); i > 0; i--) {
                    read();
                }
            }
        }
    }

    private String pickToken(SplittableRandom random) {
        if (tokens.isEmpty()) {
            return "";
        }
        return switch (random.nextInt(12)) {
            case 0 -> tokens.get(random.nextInt(tokens.size()));
            case 1 -> "garbage." + sessionId;
            case 2 -> "";
            default -> tokens.get(tokens.size() - 1);
        };
    }

    /** @param token to come back with; empty to begin anew */
    private void connect(int capacity, String token) {
        Wire next = new Wire(capacity);
        wire = next;
        if (!token.isEmpty()) {
            next.toServer.add("{\"type\":\"resume\",\"id\":\"resume\",\"payload\":{\"token\":\"" + token
                    + "\",\"received\":" + received + "}}");
            boolean expected = world.isAlive(sessionId) && valid.contains(token);
            next.carryToServer();
            assertThat(!next.tokenIssued.isEmpty())
                    .as("resumed %s by %s, %s valid", sessionId, token, valid)
                    .isEqualTo(expected);
            if (expected) {
                next.isOfTokens = true;
                valid.clear();
                valid.add(token);
                valid.add(next.tokenIssued);
            }
        }
    }

    /** @param noticed whether the server learns of it at once, or only when another connection takes over */
    private void drop(boolean noticed) {
        Wire broken = wire;
        wire = null;
        if (broken != null) {
            broken.toServer.clear();
            broken.toClient.clear();
            if (noticed) {
                broken.loseForServer();
            } else {
                world.halfOpen.add(broken::loseForServer);
            }
        }
    }

    private void say(String beginning, boolean answered) {
        if (unanswered.size() < 100) {
            String id = "m" + ++said;
            String text = beginning + ",\"id\":\"" + id + "\"}";
            if (answered) {
                unanswered.put(id, text);
            }
            write(text);
        }
    }

    private void join(String name) {
        String id = "m" + (said + 1);
        joins.put(id, name);
        say("{\"type\":\"join\",\"payload\":{\"room\":\"" + name + "\"}", true);
    }

    private void relay(ModelClient to) {
        if (to == this || to.sessionId.isEmpty()) {
            return;
        }
        String number = "n" + ++world.numbers;
        relays.put("m" + (said + 1), number + " " + to.sessionId);
        say("{\"type\":\"offer\",\"to\":\"" + to.sessionId + "\",\"payload\":{\"number\":\"" + number + "\"}", true);
    }

    private void repeat(SplittableRandom random) {
        if (!unanswered.isEmpty()) {
            List<String> all = List.copyOf(unanswered.values());
            write(all.get(random.nextInt(all.size())));
        }
    }

    private void confirm() {
        write("{\"type\":\"received\",\"payload\":{\"seq\":" + received + "}}");
    }

    private void write(String text) {
        Wire current = wire;
        if (current != null && current.isWelcomed) {
            current.toServer.add(text);
        }
    }

    // --- what it hears ---------------------------------------------------------------------------------------------

    private void read() {
        Wire current = wire;
        if (current == null) {
            return;
        }
        String text = current.toClient.poll();
        if (text != null) {
            take(current, SignalingBench.parse(text));
        } else if (current.isClosedByServer) {
            current.loseForServer();
            if (wire == current) {
                wire = null;
            }
        }
    }

    private void take(Wire from, JsonNode message) {
        String type = message.get("type").textValue();
        JsonNode payload = message.path("payload");
        if (type.equals("welcome")) {
            welcomed(from, payload);
            return;
        }
        if (message.has("seq")) {
            assertThat(message.get("seq").longValue())
                    .as("%s after %d to %s", message, received, sessionId)
                    .isEqualTo(received + 1);
            received++;
        }
        switch (type) {
            case "ack", "error" -> answered(message);
            case "bye" -> from.isWelcomed = false;
            case "offer" -> {
                String number = payload.get("number").textValue();
                assertThat(heard.add(number)).as("%s is heard once", number).isTrue();
            }
            case "room" -> {
                room = payload.get("room").textValue();
                others.clear();
                payload.get("participants")
                        .forEach(other -> others.add(other.get("id").textValue()));
            }
            case "participant-joined" -> {
                String id = payload.at("/participant/id").textValue();
                assertThat(others.add(id)).as("%s joins once", id).isTrue();
            }
            case "participant-left" -> {
                String id = payload.get("id").textValue();
                assertThat(others.remove(id)).as("%s was there", id).isTrue();
            }
            default -> {}
        }
    }

    private void welcomed(Wire from, JsonNode welcome) {
        boolean resumed = welcome.get("resumed").booleanValue();
        boolean mayBecomeAnother =
                from.isFirstWelcome && from.toClient.stream().anyMatch(text -> text.contains("\"resumed\":true"));
        from.isFirstWelcome = false;
        if (mayBecomeAnother) {
            return;
        }
        tokens.add(welcome.get("resumeToken").textValue());
        from.isWelcomed = true;
        from.isOfTokens = true;
        if (resumed) {
            assertThat(welcome.get("sessionId").textValue()).isEqualTo(sessionId);
            unanswered.values().forEach(this::write);
        } else {
            beginAnew(welcome.get("sessionId").textValue());
        }
    }

    private void beginAnew(String newSession) {
        sessionId = newSession;
        String token = tokens.get(tokens.size() - 1);
        tokens.clear();
        tokens.add(token);
        valid.clear();
        valid.add(token);
        unanswered.clear();
        answers.clear();
        acknowledged.clear();
        relays.clear();
        joins.clear();
        heard.clear();
        others.clear();
        room = null;
        received = 0;
        write("{\"type\":\"ping\"}");
    }

    private void answered(JsonNode message) {
        if (!message.has("id")) {
            return;
        }
        String id = message.get("id").textValue();
        String answer = message.get("type").textValue()
                + message.path("payload").path("code").asText();
        String before = answers.putIfAbsent(id, answer);
        assertThat(answer).as("%s is answered alike", id).isEqualTo(before == null ? answer : before);
        if (before != null) {
            return;
        }
        String said = unanswered.remove(id);
        if (said != null && answer.equals("ack")) {
            String relay = relays.get(id);
            if (relay != null) {
                acknowledged.put(relay.substring(0, relay.indexOf(' ')), relay.substring(relay.indexOf(' ') + 1));
            }
            if (said.contains("\"leave\"")) {
                room = null;
                others.clear();
            }
        }
    }

    // --- the end ---------------------------------------------------------------------------------------------------

    /** Has a connection that works, with its session or another one. */
    void comeBack(boolean anew) {
        Wire current = wire;
        if (current != null && !current.isClosedByServer && !current.isGoneForServer && current.capacity >= 1_000) {
            return;
        }
        drop(true);
        connect(1_000, anew || tokens.isEmpty() ? "" : tokens.get(tokens.size() - 1));
    }

    /** Has everything carried that is on its way; false where there was nothing. */
    boolean exchange() {
        Wire current = wire;
        if (current == null
                || (current.toServer.isEmpty() && current.toClient.isEmpty() && !current.isClosedByServer)) {
            return false;
        }
        while (!current.toServer.isEmpty()) {
            current.carryToServer();
            while (!current.toClient.isEmpty()) {
                read();
            }
        }
        while (!current.toClient.isEmpty()) {
            read();
        }
        if (current.isClosedByServer) {
            read();
        } else {
            confirm();
            current.carryToServer();
        }
        return true;
    }

    void assertAcknowledgedMessagesArrived() {
        acknowledged.forEach((number, receiver) -> {
            for (ModelClient client : world.clients) {
                if (client.sessionId.equals(receiver)) {
                    assertThat(client.heard)
                            .as("what %s was acknowledged", sessionId)
                            .contains(number);
                }
            }
        });
    }

    /** @param politely whether it says so */
    void leaveForGood(boolean politely) {
        if (isGone) {
            return;
        }
        isGone = true;
        Wire current = wire;
        if (politely && current != null) {
            current.receiver.onText("{\"type\":\"bye\"}");
        }
        drop(true);
    }
}
