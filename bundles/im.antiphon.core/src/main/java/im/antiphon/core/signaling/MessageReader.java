// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import im.antiphon.api.signaling.SignalingEndpoint;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a client sent, strictly: what is not in the protocol is refused with the reason, so that a client's mistake
 * shows at once. Depth, length of strings, names and numbers are bounded. Throws nothing, whatever the text.
 */
final class MessageReader {
    private static final int DEPTH = 16;
    private static final int NUMBER_LENGTH = 64;
    private static final int MEMBER_NAME_LENGTH = 128;
    private static final int DETAIL_LENGTH = 160;
    private static final Set<String> ENVELOPE = Set.of("type", "id", "from", "to", "payload", "traceparent");
    private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .maxNumberLength(NUMBER_LENGTH)
                            .maxNameLength(MEMBER_NAME_LENGTH)
                            .maxStringLength(SignalingEndpoint.MAXIMUM_MESSAGE_SIZE)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS) // relayed numbers stay what they are
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .build();

    private MessageReader() {}

    /** The message, or null after {@code refused} has been told why there is none. */
    static @Nullable ClientMessage read(String text, Consumer<Rejection> refused) {
        JsonNode root;
        try {
            root = MAPPER.readTree(text);
        } catch (JsonProcessingException malformed) {
            refused.accept(new Rejection(null, SignalingCode.BAD_JSON, shorten(malformed.getOriginalMessage())));
            return null;
        } catch (NumberFormatException absurd) { // an exponent that does not fit into 32 bits
            refused.accept(new Rejection(null, SignalingCode.BAD_JSON, "a number out of range"));
            return null;
        }
        if (!(root instanceof ObjectNode message)) {
            refused.accept(new Rejection(null, SignalingCode.BAD_MESSAGE, "message: expected an object"));
            return null;
        }
        String id = null;
        JsonNode idNode = message.get("id");
        if (idNode != null) {
            if (!isText(idNode, SignalingLimits.ID_LENGTH) || idNode.textValue().isEmpty()) {
                refused.accept(new Rejection(
                        null,
                        SignalingCode.BAD_MESSAGE,
                        "id: expected a string of 1 to " + SignalingLimits.ID_LENGTH + " characters"));
                return null;
            }
            id = idNode.textValue();
        }
        return readEnvelope(message, id, refused);
    }

    private static @Nullable ClientMessage readEnvelope(
            ObjectNode message, @Nullable String id, Consumer<Rejection> refused) {
        JsonNode typeNode = message.get("type");
        if (typeNode == null || !typeNode.isTextual()) {
            return refuse(refused, id, SignalingCode.BAD_MESSAGE, "type: expected a string");
        }
        MessageType type = MessageType.of(typeNode.textValue());
        if (type == null) {
            return refuse(refused, id, SignalingCode.UNKNOWN_TYPE, "type: " + shorten(typeNode.textValue()));
        }
        for (Iterator<String> names = message.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!ENVELOPE.contains(name)) {
                return refuse(refused, id, SignalingCode.BAD_MESSAGE, shorten(name) + ": no member of a message");
            }
        }
        JsonNode to = message.get("to");
        if (to != null && !isText(to, SignalingLimits.ID_LENGTH)) {
            return refuse(
                    refused,
                    id,
                    SignalingCode.BAD_MESSAGE,
                    "to: expected a string of at most " + SignalingLimits.ID_LENGTH + " characters");
        }
        JsonNode traceparent = message.get("traceparent");
        if (traceparent != null
                && !(traceparent.isTextual()
                        && TRACEPARENT.matcher(traceparent.textValue()).matches())) {
            return refuse(refused, id, SignalingCode.BAD_MESSAGE, "traceparent: expected W3C Trace Context's form");
        }
        JsonNode payload = message.get("payload");
        if (payload != null && !payload.isObject()) {
            return refuse(refused, id, SignalingCode.BAD_MESSAGE, "payload: expected an object");
        }
        ClientMessage read = new ClientMessage(
                type,
                id,
                to == null ? "" : to.textValue(),
                traceparent == null ? null : traceparent.textValue(),
                payload == null ? MAPPER.createObjectNode() : (ObjectNode) payload);
        String mistake = mistakeInPayload(read);
        return mistake == null ? read : refuse(refused, id, SignalingCode.BAD_MESSAGE, mistake);
    }

    private static @Nullable String mistakeInPayload(ClientMessage message) {
        if (message.type() == MessageType.STATE) {
            int size = message.payload().toString().getBytes(StandardCharsets.UTF_8).length;
            return size <= SignalingLimits.STATE_SIZE
                    ? null
                    : "payload: " + size + " bytes (expected: at most " + SignalingLimits.STATE_SIZE + ")";
        }
        List<Field> fields = message.type().fields();
        if (fields == null || (message.type().isRelayed() && !message.isForSfu())) {
            return null;
        }
        Set<String> unknown = new HashSet<>();
        message.payload().fieldNames().forEachRemaining(unknown::add);
        for (Field field : fields) {
            unknown.remove(field.name());
            JsonNode value = message.payload().get(field.name());
            if (value == null ? field.required() : !field.permitted().test(value)) {
                return "payload." + field.name() + ": expected " + field.expectation();
            }
        }
        return unknown.isEmpty()
                ? null
                : "payload." + shorten(unknown.iterator().next()) + ": no member of "
                        + message.type().label();
    }

    private static @Nullable ClientMessage refuse(
            Consumer<Rejection> refused, @Nullable String id, SignalingCode code, String detail) {
        refused.accept(new Rejection(id, code, detail));
        return null;
    }

    private static boolean isText(JsonNode node, int maximumLength) {
        return node.isTextual() && node.textValue().length() <= maximumLength;
    }

    private static String shorten(String text) {
        return text.length() <= DETAIL_LENGTH ? text : text.substring(0, DETAIL_LENGTH) + "...";
    }
}
