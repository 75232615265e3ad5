// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.calling;

import com.codahale.metrics.MetricRegistry;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import im.antiphon.api.auth.Grants;
import im.antiphon.api.auth.Identity;
import im.antiphon.api.signaling.SignalingConnection;
import im.antiphon.api.signaling.SignalingReceiver;
import im.antiphon.api.trace.Tracer;
import im.antiphon.core.call.CallLimits;
import im.antiphon.core.plugin.CodecSlots;
import im.antiphon.core.plugin.PluginJournal;
import im.antiphon.core.session.Deadlines;
import im.antiphon.core.session.NodeId;
import im.antiphon.core.session.SessionRegistry;
import im.antiphon.core.signaling.SignalingLimits;
import im.antiphon.core.signaling.SignalingService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Signaling and calls of one node, with time of the test's own. */
final class CallingNode {
    static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private static final ObjectMapper MAPPER = new ObjectMapper();

    final String name;
    final MetricRegistry metrics = new MetricRegistry();
    final Deadlines deadlines = new Deadlines();
    final SignalingService signaling;
    final CallService calls;
    private long nowNanos = 5 * SECOND;
    private int secrets;
    volatile Tracer tracer = Tracer.NONE;

    CallingNode(String name, CallLimits limits) {
        this.name = name;
        signaling = new SignalingService(
                new SignalingService.Surroundings(
                        new SessionRegistry(new NodeId(name), () -> 0),
                        new CodecSlots(new PluginJournal(new MetricRegistry(), () -> 0), () -> nowNanos),
                        () -> null,
                        metrics,
                        () -> null,
                        deadlines,
                        () -> nowNanos),
                SignalingLimits.DEFAULT);
        calls = new CallService(signaling, () -> "call" + ++secrets, metrics, () -> tracer, limits);
        calls.start();
    }

    void pass(long nanos) {
        nowNanos += nanos;
        deadlines.handleTimeout(nowNanos);
    }

    /** The payload that names this node's nth call. */
    String call(int number) {
        return "{\"call\":\"" + id(number) + "\"}";
    }

    String id(int number) {
        return "call" + number + "." + name;
    }

    Client signIn(String user, String device) {
        return new Client(new Identity("default", user, device, Grants.ALL, Identity.NEVER, null));
    }

    static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException malformed) {
            throw new AssertionError(text, malformed);
        }
    }

    /** Speaks JSON, and keeps what it hears. */
    final class Client implements SignalingConnection {
        final List<JsonNode> heard = new ArrayList<>();
        private final SignalingReceiver receiver;
        private int messages;
        String session = "";

        private Client(Identity identity) {
            receiver = signaling.connected(this, identity);
            receiver.onText("{\"type\":\"state\",\"payload\":{}}"); // its first word opens the session
        }

        @Override
        public boolean send(String text) {
            JsonNode message = parse(text);
            if (message.path("type").asText().equals("welcome")) {
                session = message.at("/payload/sessionId").asText();
            } else {
                heard.add(message);
            }
            return true;
        }

        @Override
        public void close(int code, String reason) {}

        @Override
        public String remoteAddress() {
            return "192.0.2.1:5000";
        }

        /** Says something under an id of its own: 1, 2, 3… */
        void say(String type, String payload) {
            receiver.onText("{\"type\":\"" + type + "\",\"id\":\"" + ++messages + "\",\"payload\":" + payload + "}");
        }

        void sayTraced(String type, String payload, String traceparent) {
            receiver.onText("{\"type\":\"" + type + "\",\"id\":\"" + ++messages + "\",\"traceparent\":\"" + traceparent
                    + "\",\"payload\":" + payload + "}");
        }

        /** The connection breaks. */
        void breakOff() {
            receiver.onClosed("error");
        }

        /** What came since it was last asked for: types, and what distinguishes one message of a type from another. */
        List<String> news() {
            List<String> news = heard.stream().map(Client::words).toList();
            heard.clear();
            return news;
        }

        private static String words(JsonNode message) {
            StringBuilder words = new StringBuilder(message.path("type").asText());
            for (String member : List.of("re", "code", "state", "reason", "device", "mode")) {
                if (message.path("payload").has(member)) {
                    words.append(' ').append(message.path("payload").get(member).asText());
                }
            }
            return words.toString();
        }
    }
}
