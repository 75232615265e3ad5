// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import im.antiphon.api.auth.Identity;
import im.antiphon.api.media.MediaAnswer;
import im.antiphon.api.media.MediaQuality;
import im.antiphon.api.media.MediaTrack;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything the server says, as JSON text. {@code docs/protocols/signaling-v1.md} has an example of each. */
final class ServerMessages {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ServerMessages() {}

    /**
     * A participant as others see it.
     *
     * @param state what it last announced of itself
     */
    record Participant(String id, String name, ObjectNode state) {
        private ObjectNode toJson() {
            ObjectNode json = MAPPER.createObjectNode().put("id", id).put("name", name);
            json.set("state", state);
            return json;
        }
    }

    /** @param resumed whether the session was there before the connection */
    static String welcome(
            String sessionId, Identity identity, String resumeToken, boolean resumed, SignalingLimits limits) {
        ObjectNode payload = MAPPER.createObjectNode()
                .put("sessionId", sessionId)
                .put("resumeToken", resumeToken)
                .put("resumed", resumed)
                .put("tenant", identity.tenant())
                .put("user", identity.user())
                .put("device", identity.device())
                .put("heartbeatSeconds", limits.heartbeatSeconds())
                .put("timeoutSeconds", limits.timeoutSeconds())
                .put("resumeWindowSeconds", limits.retention().windowSeconds());
        payload.putArray("iceServers");
        return text("welcome", payload);
    }

    static String ack(String id) {
        return write(message("ack").put("id", id));
    }

    static String pong(@Nullable String id) {
        ObjectNode message = message("pong");
        return write(id == null ? message : message.put("id", id));
    }

    static String error(Rejection rejection) {
        ObjectNode message = message("error");
        if (rejection.id() != null) {
            message.put("id", rejection.id());
        }
        ObjectNode payload = message.putObject("payload")
                .put("code", rejection.code().label())
                .put("detail", rejection.detail());
        if (rejection.retryAfterMillis() > 0) {
            payload.put("retryAfterMillis", rejection.retryAfterMillis());
        }
        return write(message);
    }

    static String tokenExpires(long inSeconds) {
        return text("token-expires", MAPPER.createObjectNode().put("inSeconds", inSeconds));
    }

    static String bye(String reason) {
        return text("bye", MAPPER.createObjectNode().put("reason", reason));
    }

    static String room(String room, List<Participant> others) {
        ObjectNode payload = MAPPER.createObjectNode().put("room", room);
        ArrayNode participants = payload.putArray("participants");
        others.forEach(other -> participants.add(other.toJson()));
        return text("room", payload);
    }

    static String participantJoined(String room, Participant participant) {
        ObjectNode payload = MAPPER.createObjectNode().put("room", room);
        payload.set("participant", participant.toJson());
        return text("participant-joined", payload);
    }

    static String participantLeft(String room, String id, String reason) {
        return text(
                "participant-left",
                MAPPER.createObjectNode().put("room", room).put("id", id).put("reason", reason));
    }

    static String participantState(String id, ObjectNode state) {
        ObjectNode payload = MAPPER.createObjectNode().put("id", id);
        payload.set("state", state);
        return text("participant-state", payload);
    }

    /** A client's message for other clients; its payload untouched. */
    static String relay(String from, ClientMessage original) {
        ObjectNode message = message(original.type().label()).put("from", from).put("to", original.to());
        message.set("payload", original.payload());
        return write(traced(message, original));
    }

    static String answer(ClientMessage offer, MediaAnswer answer) {
        ObjectNode payload = MAPPER.createObjectNode().put("sdp", answer.sdp());
        payload.set("tracks", tracks(answer.tracks()));
        if (offer.id() != null) {
            payload.put("re", offer.id());
        }
        return write(traced(fromSfu("answer", payload), offer));
    }

    static String tracksChanged(List<MediaTrack> tracks) {
        ObjectNode payload = MAPPER.createObjectNode();
        payload.set("tracks", tracks(tracks));
        return write(fromSfu("tracks", payload));
    }

    static String mediaConnected() {
        return write(fromSfu("media", MAPPER.createObjectNode().put("state", "connected")));
    }

    static String mediaRestart() {
        return write(fromSfu("media", MAPPER.createObjectNode().put("state", "restart")));
    }

    static String mediaClosed(String reason) {
        return write(fromSfu(
                "media", MAPPER.createObjectNode().put("state", "closed").put("reason", reason)));
    }

    static String quality(MediaQuality quality, int targetAudioBitsPerSecond) {
        return write(fromSfu(
                "quality",
                MAPPER.createObjectNode()
                        .put("uplinkLossFraction", quality.uplinkLossFraction())
                        .put("uplinkJitterMillis", quality.uplinkJitterMillis())
                        .put("uplinkBitsPerSecond", quality.uplinkBitsPerSecond())
                        .put("downlinkLossFraction", quality.downlinkLossFraction())
                        .put("downlinkJitterMillis", quality.downlinkJitterMillis())
                        .put("downlinkBitsPerSecond", quality.downlinkBitsPerSecond())
                        .put("roundTripMillis", quality.roundTripMillis())
                        .put("targetBitsPerSecond", quality.targetBitsPerSecond())
                        .put("audienceBitsPerSecond", quality.audienceBitsPerSecond())
                        .put("congestionController", quality.congestionController())
                        .put("targetAudioBitsPerSecond", targetAudioBitsPerSecond)));
    }

    private static ArrayNode tracks(List<MediaTrack> tracks) {
        ArrayNode array = MAPPER.createArrayNode();
        for (MediaTrack track : tracks) {
            array.addObject().put("mid", track.mid()).put("kind", track.kind()).put("publisher", track.publisher());
        }
        return array;
    }

    private static ObjectNode message(String type) {
        return MAPPER.createObjectNode().put("type", type);
    }

    private static ObjectNode fromSfu(String type, ObjectNode payload) {
        ObjectNode message = message(type).put("from", ClientMessage.SFU);
        message.set("payload", payload);
        return message;
    }

    private static ObjectNode traced(ObjectNode message, ClientMessage cause) {
        return cause.traceparent() == null ? message : message.put("traceparent", cause.traceparent());
    }

    private static String text(String type, ObjectNode payload) {
        ObjectNode message = message(type);
        message.set("payload", payload);
        return write(message);
    }

    private static String write(ObjectNode message) {
        try {
            return MAPPER.writeValueAsString(message);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree of plain values cannot fail to be written", impossible);
        }
    }
}
