// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.clustering;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import im.antiphon.api.media.MediaAnswer;
import im.antiphon.api.media.MediaException;
import im.antiphon.api.media.MediaListener;
import im.antiphon.api.media.MediaOffer;
import im.antiphon.api.media.MediaQuality;
import im.antiphon.api.media.MediaRole;
import im.antiphon.api.media.MediaServer;
import im.antiphon.api.media.MediaTrack;
import im.antiphon.api.plugin.Tenants;
import im.antiphon.core.cluster.Cluster;
import im.antiphon.core.cluster.ClusterException;
import im.antiphon.core.cluster.ClusterListener;
import im.antiphon.core.cluster.ClusterMessage;
import im.antiphon.core.session.NodeId;
import im.antiphon.core.signaling.SignalingService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The forwarding unit of a call is that of its home. A participant's node passes on what its client says to {@code sfu}, as
 * requests of the kind {@value #REQUEST}; what happens to the peer comes back as messages of the kind {@value #EVENT}. The
 * subject of both is the session. Media itself goes straight from the client to the home, whose address is in the answer.
 * Safe from any thread.
 */
public final class RemoteMedia implements ClusterListener, AutoCloseable {
    static final String REQUEST = "media-request";
    static final String EVENT = "media-event";

    private static final String OFFER = "offer";
    private static final String CANDIDATE = "candidate";
    private static final String CLOSE = "close";
    private static final String NODE_LOST = "node-lost";
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private record Listening(String node, MediaListener listener) {}

    private final Cluster cluster;
    private final SignalingService signaling;
    private final Supplier<@Nullable MediaServer> own;
    private final String roomPrefix;
    private final Map<String, Listening> listening = new ConcurrentHashMap<>();
    private final Map<String, String> served = new ConcurrentHashMap<>();

    /**
     * @param own the media server of this node at the moment, or null
     * @param roomPrefix of rooms whose names go on with an id that names their home
     */
    public RemoteMedia(
            Cluster cluster, SignalingService signaling, Supplier<@Nullable MediaServer> own, String roomPrefix) {
        this.cluster = cluster;
        this.signaling = signaling;
        this.own = own;
        this.roomPrefix = roomPrefix;
    }

    public void start() {
        cluster.respond(REQUEST, this::serve);
        cluster.handle(EVENT, this::hear);
        cluster.addListener(this);
        signaling.routeMedia(this::serverOf);
    }

    @Override
    public void close() {
        signaling.routeMedia(null);
        cluster.removeListener(this);
        cluster.ignore(EVENT);
        cluster.ignore(REQUEST);
    }

    @Override
    public void onNodeGone(String node) {
        served.forEach((session, ofNode) -> {
            if (ofNode.equals(node) && served.remove(session, ofNode)) {
                MediaServer server = own.get();
                if (server != null) {
                    server.close(session, NODE_LOST);
                }
            }
        });
        listening.forEach((session, each) -> {
            if (each.node().equals(node) && listening.remove(session, each)) {
                each.listener().onClosed(NODE_LOST);
            }
        });
    }

    /** The media server of a room whose home is another node; null where it is this one. */
    private @Nullable MediaServer serverOf(String room) {
        NodeId home = room.startsWith(roomPrefix) ? NodeId.homeOf(room) : null;
        return home == null || home.equals(signaling.node()) ? null : new Elsewhere(home.value());
    }

    private CompletionStage<ClusterMessage> serve(String fromNode, ClusterMessage request) {
        MediaServer server = own.get();
        String session = request.subject();
        JsonNode json = read(request.payload());
        if (server == null) {
            return answered(session, refusal(MediaException.Reason.UNSUPPORTED, "the call's node serves no media"));
        }
        if (!new NodeId(fromNode).isHomeOf(session)) {
            return answered(session, refusal(MediaException.Reason.NOT_FOUND, "a session of another node"));
        }
        return switch (json.path("do").asText()) {
            case OFFER -> offer(server, fromNode, session, json);
            case CANDIDATE -> server.addCandidate(
                            session, json.path("candidate").asText())
                    .handle((done, failure) -> answer(session, failure == null ? json() : refusal(failure)));
            case CLOSE -> {
                served.remove(session);
                yield server.close(session, json.path("reason").asText())
                        .handle((done, failure) -> answer(session, json()));
            }
            default -> answered(session, refusal(MediaException.Reason.UNSUPPORTED, "of another version"));
        };
    }

    private CompletionStage<ClusterMessage> offer(MediaServer server, String fromNode, String session, JsonNode json) {
        MediaRole role;
        try {
            role = MediaRole.valueOf(json.path("role").asText());
        } catch (IllegalArgumentException unknown) {
            return answered(session, refusal(MediaException.Reason.UNSUPPORTED, "of another version"));
        }
        served.put(session, fromNode);
        MediaOffer offer = new MediaOffer(
                session,
                json.path("tenant").asText(Tenants.DEFAULT),
                json.path("room").asText(),
                role,
                json.path("sdp").asText(),
                null,
                null);
        return server.offer(offer, new Telling(fromNode, session)).handle((answer, failure) -> {
            if (!cluster.nodes().contains(fromNode) && served.remove(session, fromNode)) {
                server.close(session, NODE_LOST); // it went while this was done
            }
            if (failure != null) {
                return answer(session, refusal(failure));
            }
            ObjectNode reply = json().put("sdp", answer.sdp());
            reply.set("tracks", MAPPER.valueToTree(answer.tracks()));
            return answer(session, reply);
        });
    }

    private void hear(String fromNode, ClusterMessage event) {
        Listening found = listening.get(event.subject());
        if (found == null || !found.node().equals(fromNode)) {
            return; // closed meanwhile
        }
        JsonNode json = read(event.payload());
        MediaListener listener = found.listener();
        switch (json.path("event").asText()) {
            case "connected" -> listener.onConnected();
            case "tracks" -> listener.onTracksChanged(tracks(json.path("tracks")));
            case "quality" -> listener.onQuality(quality(json.path("quality")));
            case "closed" -> {
                listening.remove(event.subject(), found);
                listener.onClosed(json.path("reason").asText());
            }
            default -> {} // of a later version
        }
    }

    private static List<MediaTrack> tracks(JsonNode json) {
        return List.of(convert(json, MediaTrack[].class));
    }

    private static MediaQuality quality(JsonNode json) {
        return convert(json, MediaQuality.class);
    }

    private static <T> T convert(JsonNode json, Class<T> type) {
        try {
            return MAPPER.treeToValue(json, type);
        } catch (JsonProcessingException nonsense) {
            throw new IllegalArgumentException("media: " + nonsense.getOriginalMessage(), nonsense);
        }
    }

    private static ObjectNode json() {
        return MAPPER.createObjectNode();
    }

    private static ObjectNode refusal(MediaException.Reason reason, String detail) {
        return json().put("refused", reason.name()).put("detail", detail);
    }

    private static ObjectNode refusal(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof MediaException refused
                ? refusal(refused.reason(), String.valueOf(refused.getMessage()))
                : refusal(MediaException.Reason.OVERLOADED, "the call's media server failed");
    }

    private static CompletionStage<ClusterMessage> answered(String session, ObjectNode json) {
        return CompletableFuture.completedFuture(answer(session, json));
    }

    private static ClusterMessage answer(String session, ObjectNode json) {
        return new ClusterMessage(REQUEST, session, write(json));
    }

    private static JsonNode read(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException("media: " + malformed.getOriginalMessage(), malformed);
        }
    }

    private static String write(ObjectNode json) {
        try {
            return MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree of plain values cannot fail to be written", impossible);
        }
    }

    /** The media server of another node, for the sessions of this one. */
    private final class Elsewhere implements MediaServer {
        private final String node;

        Elsewhere(String node) {
            this.node = node;
        }

        @Override
        public CompletionStage<MediaAnswer> offer(MediaOffer offer, MediaListener listener) {
            Listening added = new Listening(node, listener);
            Listening former = listening.putIfAbsent(offer.sessionId(), added);
            if (former != null && !former.node().equals(node)) {
                listening.put(offer.sessionId(), added);
            }
            ObjectNode json = json().put("do", OFFER)
                    .put("tenant", offer.tenant())
                    .put("room", offer.room())
                    .put("role", offer.role().name())
                    .put("sdp", offer.sdp());
            return ask(offer.sessionId(), json)
                    .thenApply(answer -> new MediaAnswer(answer.path("sdp").asText(), tracks(answer.path("tracks"))));
        }

        @Override
        public CompletionStage<Void> addCandidate(String sessionId, String candidate) {
            return ask(sessionId, json().put("do", CANDIDATE).put("candidate", candidate))
                    .thenAccept(answer -> {});
        }

        @Override
        public CompletionStage<String> restartIce(String sessionId, String sdpFragment) {
            return CompletableFuture.failedFuture(new MediaException(
                    MediaException.Reason.UNSUPPORTED,
                    "fragments are for clients of WHIP and WHEP, which have no calls"));
        }

        @Override
        public CompletionStage<Void> close(String sessionId, String reason) {
            listening.remove(sessionId);
            return ask(sessionId, json().put("do", CLOSE).put("reason", reason)).thenAccept(answer -> {});
        }

        @Override
        public List<MediaRoom> rooms() {
            return List.of();
        }

        private CompletionStage<JsonNode> ask(String sessionId, ObjectNode json) {
            return cluster.request(node, new ClusterMessage(REQUEST, sessionId, write(json)), ANSWERED_WITHIN)
                    .handle((answer, failure) -> {
                        if (failure != null) {
                            throw new CompletionException(unreachable(failure));
                        }
                        JsonNode reply = read(answer.payload());
                        if (reply.has("refused")) {
                            throw new CompletionException(new MediaException(
                                    MediaException.Reason.valueOf(
                                            reply.path("refused").asText()),
                                    reply.path("detail").asText()));
                        }
                        return reply;
                    });
        }

        private MediaException unreachable(Throwable failure) {
            return failure instanceof ClusterException refused && refused.reason() == ClusterException.Reason.NO_NODE
                    ? new MediaException(MediaException.Reason.NOT_FOUND, "the call's node is gone")
                    : new MediaException(MediaException.Reason.OVERLOADED, "the call's node cannot be reached");
        }
    }

    /** What happens to a peer here, for the node whose client it is. */
    private final class Telling implements MediaListener {
        private final String node;
        private final String session;

        Telling(String node, String session) {
            this.node = node;
            this.session = session;
        }

        @Override
        public void onConnected() {
            tell(event("connected"));
        }

        @Override
        public void onTracksChanged(List<MediaTrack> tracks) {
            ObjectNode json = event("tracks");
            json.set("tracks", MAPPER.valueToTree(tracks));
            tell(json);
        }

        @Override
        public void onQuality(MediaQuality quality) {
            ObjectNode json = event("quality");
            json.set("quality", MAPPER.valueToTree(quality));
            tell(json);
        }

        @Override
        public void onClosed(String reason) {
            tell(event("closed").put("reason", reason));
        }

        private ObjectNode event(String name) {
            return json().put("event", name);
        }

        private void tell(ObjectNode json) {
            cluster.send(node, new ClusterMessage(EVENT, session, write(json)));
        }
    }
}
