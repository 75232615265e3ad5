// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.calling;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import im.antiphon.core.call.CallMode;
import im.antiphon.core.call.CallNotice;
import im.antiphon.core.call.CallParty;
import im.antiphon.core.call.CallSnapshot;
import im.antiphon.core.call.CallState;
import im.antiphon.core.call.EndReason;
import im.antiphon.core.call.LegState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What calls tell devices, as messages of signaling-v1 and back: between nodes notices travel in the same form. The page
 * {@code docs/protocols/signaling-v1.md} has an example of each.
 */
final class CallMessages {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private CallMessages() {}

    /**
     * @param inviteId of the client's message that made the call, where this is the first it hears of it; or null
     * @param traceparent of the call, or null
     */
    static String text(CallNotice notice, @Nullable String inviteId, @Nullable String traceparent) {
        ObjectNode message = MAPPER.createObjectNode();
        ObjectNode payload = MAPPER.createObjectNode().put("call", notice.call());
        if (inviteId != null) {
            payload.put("re", inviteId);
        }
        message.put("type", write(notice, payload));
        message.set("payload", payload);
        if (traceparent != null) {
            message.put("traceparent", traceparent);
        }
        try {
            return MAPPER.writeValueAsString(message);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree of plain values cannot fail to be written", impossible);
        }
    }

    /**
     * Reads what {@link #text} wrote at another node.
     *
     * @param tenant of the session that it is for
     * @throws IllegalArgumentException where it is no notice
     */
    static CallNotice notice(String text, String tenant) {
        try {
            JsonNode message = MAPPER.readTree(text);
            return read(message.path("type").asText(), message.path("payload"), tenant);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException("notice: " + malformed.getOriginalMessage(), malformed);
        }
    }

    private static String write(CallNotice notice, ObjectNode payload) {
        if (notice instanceof CallNotice.Changed changed) {
            writeState(changed.snapshot(), payload);
            return "call";
        } else if (notice instanceof CallNotice.Incoming incoming) {
            CallParty from = incoming.from();
            payload.putObject("from")
                    .put("user", from.user())
                    .put("device", from.device())
                    .put("session", from.session());
            incoming.users().forEach(payload.putArray("users")::add);
            payload.put("oneToOne", incoming.oneToOne());
            return "incoming";
        } else if (notice instanceof CallNotice.Taken taken) {
            payload.put("device", taken.device());
            return "call-taken";
        } else if (notice instanceof CallNotice.Ended ended) {
            payload.put("reason", ended.reason().label()).put("durationMillis", ended.durationMillis());
            return "call-ended";
        } else if (notice instanceof CallNotice.Moved moved) {
            payload.put("mode", moved.mode().label());
            return "call-mode";
        }
        throw new IllegalArgumentException("notice: " + notice);
    }

    private static void writeState(CallSnapshot snapshot, ObjectNode payload) {
        payload.put("state", snapshot.state().label())
                .put("home", snapshot.home())
                .put("mode", snapshot.mode().label());
        ArrayNode legs = payload.putArray("legs");
        for (CallSnapshot.LegSnapshot leg : snapshot.legs()) {
            ObjectNode json = legs.addObject().put("user", leg.user());
            CallParty party = leg.party();
            if (party != null) {
                json.put("device", party.device()).put("session", party.session());
            }
            json.put("state", leg.state().label());
            EndReason reason = leg.reason();
            if (reason != null) {
                json.put("reason", reason.label());
            }
        }
    }

    private static CallNotice read(String type, JsonNode payload, String tenant) {
        String call = text(payload, "call");
        return switch (type) {
            case "call" -> new CallNotice.Changed(new CallSnapshot(
                    call,
                    tenant,
                    text(payload, "home"),
                    constant(CallState.class, payload, "state"),
                    constant(CallMode.class, payload, "mode"),
                    legs(payload.path("legs"))));
            case "incoming" -> {
                List<String> users = new ArrayList<>();
                payload.path("users").forEach(user -> users.add(user.asText()));
                yield new CallNotice.Incoming(
                        call,
                        party(payload.path("from")),
                        users,
                        payload.path("oneToOne").asBoolean());
            }
            case "call-taken" -> new CallNotice.Taken(call, text(payload, "device"));
            case "call-ended" -> new CallNotice.Ended(
                    call,
                    constant(EndReason.class, payload, "reason"),
                    payload.path("durationMillis").asLong());
            case "call-mode" -> new CallNotice.Moved(call, constant(CallMode.class, payload, "mode"));
            default -> throw new IllegalArgumentException("notice: " + type);
        };
    }

    private static List<CallSnapshot.LegSnapshot> legs(JsonNode array) {
        List<CallSnapshot.LegSnapshot> legs = new ArrayList<>();
        for (JsonNode leg : array) {
            legs.add(new CallSnapshot.LegSnapshot(
                    text(leg, "user"),
                    constant(LegState.class, leg, "state"),
                    leg.has("session") ? party(leg) : null,
                    leg.has("reason") ? constant(EndReason.class, leg, "reason") : null));
        }
        return legs;
    }

    private static CallParty party(JsonNode node) {
        return new CallParty(text(node, "user"), text(node, "device"), text(node, "session"));
    }

    private static String text(JsonNode node, String member) {
        JsonNode value = node.get(member);
        if (value == null || !value.isTextual()) {
            throw new IllegalArgumentException(member + ": " + value + " (expected: a string)");
        }
        return value.textValue();
    }

    private static <E extends Enum<E>> E constant(Class<E> type, JsonNode node, String member) {
        return Enum.valueOf(type, text(node, member).toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
