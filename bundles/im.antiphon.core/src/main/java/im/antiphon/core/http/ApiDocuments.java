// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import im.antiphon.api.media.MediaServer.MediaRoom;
import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.session.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What {@code /api/v1} shows, as JSON in UTF-8. {@code openapi.json} beside this class describes each. */
public final class ApiDocuments {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ApiDocuments() {}

    public static byte[] plugins(List<PluginInfo> plugins) {
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
                    .put("reason", plugin.reason());
        }
        return bytes(array);
    }

    public static byte[] sessions(List<Session> sessions) {
        ArrayNode array = MAPPER.createArrayNode();
        for (Session session : sessions) {
            array.addObject()
                    .put("id", session.id())
                    .put("kind", label(session.kind()))
                    .put("state", label(session.state()))
                    .put("name", session.displayName())
                    .put("room", session.room())
                    .put("openedEpochMillis", session.openedEpochMillis());
        }
        return bytes(array);
    }

    /**
     * Rooms by name, whether they have signaling participants, media peers or both.
     *
     * @param participants how many signaling clients each room has
     */
    public static byte[] rooms(Map<String, Integer> participants, List<MediaRoom> mediaRooms) {
        Map<String, ObjectNode> rooms = new TreeMap<>();
        participants.forEach((name, count) -> rooms.put(name, room(name).put("participants", count)));
        for (MediaRoom media : mediaRooms) {
            rooms.computeIfAbsent(media.name(), ApiDocuments::room)
                    .put("peers", media.peers())
                    .put("publications", media.publications())
                    .put("subscriptions", media.subscriptions());
        }
        ArrayNode array = MAPPER.createArrayNode();
        rooms.values().forEach(array::add);
        return bytes(array);
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

    private static ObjectNode room(String name) {
        return MAPPER.createObjectNode()
                .put("name", name)
                .put("participants", 0)
                .put("peers", 0)
                .put("publications", 0)
                .put("subscriptions", 0);
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static byte[] bytes(ArrayNode array) {
        try {
            return MAPPER.writeValueAsBytes(array);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree of plain values cannot fail to be written", impossible);
        }
    }
}
