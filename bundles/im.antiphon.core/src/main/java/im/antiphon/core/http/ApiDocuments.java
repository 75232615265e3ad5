// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import im.antiphon.api.call.CallInfo;
import im.antiphon.api.call.CallLeg;
import im.antiphon.api.http.HttpReply;
import im.antiphon.api.media.MediaServer.MediaRoom;
import im.antiphon.api.media.RoomAddress;
import im.antiphon.api.plugin.DeployedPlugin;
import im.antiphon.api.plugin.DeploymentEvent;
import im.antiphon.api.plugin.PluginChoice;
import im.antiphon.api.plugin.PluginEvent;
import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.plugin.PluginSwap;
import im.antiphon.api.session.NodeDrain;
import im.antiphon.api.session.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What {@code /api/v1} shows, as JSON in UTF-8. {@code openapi.json} beside this class describes each. */
public final class ApiDocuments {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ApiDocuments() {}

    /** @param deployments shown with the plugins that came by them */
    public static byte[] plugins(List<PluginInfo> plugins, List<DeployedPlugin> deployments) {
        ArrayNode array = MAPPER.createArrayNode();
        for (PluginInfo plugin : plugins) {
            array.addObject()
                    .put("kind", plugin.kind().label())
                    .put("name", plugin.name())
                    .put("version", plugin.version())
                    .put("bundle", plugin.bundle())
                    .put("ranking", plugin.ranking())
                    .put("state", label(plugin.state()))
                    .put("users", plugin.users())
                    .put("failures", plugin.failures())
                    .put("reason", plugin.reason())
                    .set("deployment", deploymentOf(plugin, deployments));
        }
        return bytes(array);
    }

    private static @Nullable ObjectNode deploymentOf(PluginInfo plugin, List<DeployedPlugin> deployments) {
        return deployments.stream()
                .filter(deployed -> deployed.symbolicName().equals(plugin.bundle())
                        && deployed.version().equals(plugin.version()))
                .findFirst()
                .map(ApiDocuments::json)
                .orElse(null);
    }

    public static byte[] swaps(List<PluginSwap> swaps) {
        ArrayNode array = MAPPER.createArrayNode();
        for (PluginSwap swap : swaps) {
            array.addObject()
                    .put("kind", swap.kind().label())
                    .put("from", swap.from())
                    .put("to", swap.to())
                    .put("migrated", swap.migrated())
                    .put("epochMillis", swap.epochMillis());
        }
        return bytes(array);
    }

    public static byte[] events(List<PluginEvent> events) {
        ArrayNode array = MAPPER.createArrayNode();
        for (PluginEvent event : events) {
            array.addObject()
                    .put("type", label(event.type()))
                    .put("kind", event.kind().label())
                    .put("plugin", event.plugin())
                    .put("reason", event.reason())
                    .put("epochMillis", event.epochMillis());
        }
        return bytes(array);
    }

    public static byte[] choices(List<PluginChoice> choices) {
        ArrayNode array = MAPPER.createArrayNode();
        for (PluginChoice choice : choices) {
            array.addObject()
                    .put("kind", choice.kind().label())
                    .put("encoding", choice.encoding().isEmpty() ? null : choice.encoding())
                    .put("tenant", choice.tenant())
                    .put("plugin", choice.plugin());
        }
        return bytes(array);
    }

    public static byte[] deployments(List<DeployedPlugin> deployments) {
        ArrayNode array = MAPPER.createArrayNode();
        deployments.forEach(deployed -> array.add(json(deployed)));
        return bytes(array);
    }

    public static byte[] deployment(DeployedPlugin deployed) {
        return bytes(json(deployed));
    }

    public static byte[] history(List<DeploymentEvent> history) {
        ArrayNode array = MAPPER.createArrayNode();
        for (DeploymentEvent event : history) {
            array.addObject()
                    .put("type", label(event.type()))
                    .put("file", event.file())
                    .put("symbolicName", event.symbolicName())
                    .put("version", event.version())
                    .put("reason", event.reason() == null ? null : label(event.reason()))
                    .put("message", event.message())
                    .put("epochMillis", event.epochMillis());
        }
        return bytes(array);
    }

    public static byte[] drain(NodeDrain drain, int sessions) {
        String reason = drain.reason();
        return bytes(MAPPER.createObjectNode()
                .put("draining", reason != null)
                .put("reason", reason)
                .put("sinceEpochMillis", reason == null ? null : drain.sinceEpochMillis())
                .put("sessions", sessions));
    }

    /** A problem document with a word for programs. */
    static HttpReply problem(int status, String title, String detail, String reason) {
        return new HttpReply(
                status,
                Map.of("content-type", "application/problem+json"),
                bytes(MAPPER.createObjectNode()
                        .put("status", status)
                        .put("title", title)
                        .put("detail", detail)
                        .put("reason", reason)));
    }

    /** The JSON object that a request carries; null where it carries none. */
    static @Nullable JsonNode object(byte[] body) {
        try {
            JsonNode tree = MAPPER.readTree(body);
            return tree != null && tree.isObject() ? tree : null;
        } catch (IOException notJson) {
            return null;
        }
    }

    private static ObjectNode json(DeployedPlugin deployed) {
        ObjectNode json = MAPPER.createObjectNode()
                .put("symbolicName", deployed.symbolicName())
                .put("version", deployed.version())
                .put("file", deployed.file())
                .put("signer", deployed.signer())
                .put("state", label(deployed.state()))
                .put("epochMillis", deployed.epochMillis());
        ArrayNode versions = json.putArray("rollBackVersions");
        deployed.rollBackVersions().forEach(versions::add);
        return json;
    }

    public static byte[] sessions(List<Session> sessions) {
        ArrayNode array = MAPPER.createArrayNode();
        for (Session session : sessions) {
            array.addObject()
                    .put("id", session.id())
                    .put("kind", label(session.kind()))
                    .put("state", label(session.state()))
                    .put("name", session.displayName())
                    .put("tenant", session.identity().tenant())
                    .put("user", session.identity().user())
                    .put("device", session.identity().device())
                    .put("room", session.room())
                    .put("openedEpochMillis", session.openedEpochMillis());
        }
        return bytes(array);
    }

    /**
     * Rooms by name and tenant, whether they have signaling participants, media peers or both.
     *
     * @param participants how many signaling clients each room has
     */
    public static byte[] rooms(Map<RoomAddress, Integer> participants, List<MediaRoom> mediaRooms) {
        Map<RoomAddress, ObjectNode> rooms = new TreeMap<>();
        participants.forEach(
                (address, count) -> rooms.put(address, room(address).put("participants", count)));
        for (MediaRoom media : mediaRooms) {
            rooms.computeIfAbsent(media.address(), ApiDocuments::room)
                    .put("peers", media.peers())
                    .put("publications", media.publications())
                    .put("subscriptions", media.subscriptions());
        }
        ArrayNode array = MAPPER.createArrayNode();
        rooms.values().forEach(array::add);
        return bytes(array);
    }

    public static byte[] calls(List<CallInfo> calls) {
        ArrayNode array = MAPPER.createArrayNode();
        calls.forEach(call -> array.add(json(call)));
        return bytes(array);
    }

    public static byte[] call(CallInfo call) {
        return bytes(json(call));
    }

    /** The description of all this (OpenAPI 3.1). */
    public static byte[] openApi() {
        try (InputStream file = ApiDocuments.class.getResourceAsStream("openapi.json")) {
            return Objects.requireNonNull(file, "openapi.json is not in the bundle")
                    .readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static ObjectNode json(CallInfo call) {
        ObjectNode json = MAPPER.createObjectNode()
                .put("id", call.id())
                .put("tenant", call.tenant())
                .put("home", call.home())
                .put("state", call.state())
                .put("mode", call.mode());
        ArrayNode legs = json.putArray("legs");
        for (CallLeg leg : call.legs()) {
            legs.addObject()
                    .put("user", leg.user())
                    .put("state", leg.state())
                    .put("device", leg.device())
                    .put("session", leg.session())
                    .put("reason", leg.reason());
        }
        return json;
    }

    private static ObjectNode room(RoomAddress address) {
        return MAPPER.createObjectNode()
                .put("tenant", address.tenant())
                .put("name", address.name())
                .put("participants", 0)
                .put("peers", 0)
                .put("publications", 0)
                .put("subscriptions", 0);
    }

    /** A constant as the API spells it. */
    static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static byte[] bytes(JsonNode tree) {
        try {
            return MAPPER.writeValueAsBytes(tree);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree of plain values cannot fail to be written", impossible);
        }
    }
}
