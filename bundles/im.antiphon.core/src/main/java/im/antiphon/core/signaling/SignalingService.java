// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.auth.Identity;
import im.antiphon.api.auth.UserAddress;
import im.antiphon.api.codec.Codecs;
import im.antiphon.api.limit.RateLimiter;
import im.antiphon.api.media.MediaServer;
import im.antiphon.api.session.SessionKind;
import im.antiphon.api.session.SessionState;
import im.antiphon.api.signaling.SignalingConnection;
import im.antiphon.api.signaling.SignalingEndpoint;
import im.antiphon.api.signaling.SignalingReceiver;
import im.antiphon.core.session.Deadlines;
import im.antiphon.core.session.NodeId;
import im.antiphon.core.session.RegisteredSession;
import im.antiphon.core.session.SessionRegistry;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where transports hand in clients of {@code signaling-v1}. Safe from any thread. */
public class SignalingService implements SignalingEndpoint {
    /** Why sessions end when the node stops. */
    static final String SHUTDOWN = "shutdown";

    /**
     * What the service works with.
     *
     * @param codecs for the audio rate that clients are advised
     * @param mediaServer the media server at the moment, or null
     * @param limiter how often clients may say something; null while nothing is limited
     * @param deadlines driven by somebody with the same clock
     * @param nanoTime a monotonic clock
     */
    public record Surroundings(
            SessionRegistry sessions,
            Codecs codecs,
            Supplier<@Nullable MediaServer> mediaServer,
            MetricRegistry metrics,
            Supplier<@Nullable RateLimiter> limiter,
            Deadlines deadlines,
            LongSupplier nanoTime) {}

    private final Surroundings surroundings;
    private final SignalingLimits limits;
    private final MessageLimits messageLimits;
    private final RoomDirectory rooms;
    private final SessionDirectory directory = new SessionDirectory();
    private final Map<MessageType, ClientMessageHandler> handlers = new ConcurrentHashMap<>();
    private final Map<String, RoomGuard> guards = new ConcurrentHashMap<>();
    private final List<SignalingListener> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable RemoteRoute remoteRoute;
    private volatile @Nullable Function<String, @Nullable MediaServer> mediaRoute;

    public SignalingService(Surroundings surroundings, SignalingLimits limits) {
        this.surroundings = surroundings;
        this.limits = limits;
        this.messageLimits = new MessageLimits(surroundings.limiter());
        this.rooms = new RoomDirectory(limits.participantsPerRoom());
    }

    @Override
    public final SignalingReceiver connected(SignalingConnection connection, Identity identity) {
        RegisteredSession registered = surroundings.sessions().open(SessionKind.SIGNALING, identity);
        SignalingSession session = new SignalingSession(this, registered);
        directory.add(session);
        registered.bind(() -> forget(session));
        session.start(connection);
        return new Attachment(this, connection, session);
    }

    private void forget(SignalingSession session) {
        directory.remove(session);
        messageLimits.forget(session.id());
    }

    /** The session of that id on this node, or null where there is none whose client has said anything yet. */
    public final @Nullable SignalingSession find(String sessionId) {
        return directory.find(sessionId);
    }

    /** All sessions of a user on this node, also those whose connection is gone for the moment; in no order. */
    public final Collection<SignalingSession> sessionsOf(UserAddress user) {
        return directory.of(user);
    }

    /**
     * Sends a message to a session of a tenant, on whichever node it is.
     *
     * @param tenant whose session it has to be; those of others are not there for it
     * @param message a JSON object with a {@code type}, without {@code seq}
     * @return true when it will be delivered unless the session ends; false where there is no such session; fails where
     *     there is no getting through to its node
     */
    public final CompletionStage<Boolean> deliver(String tenant, String sessionId, String message) {
        SignalingSession session = directory.find(sessionId);
        if (session != null) {
            boolean found = session.identity().tenant().equals(tenant);
            if (found) {
                session.send(message);
            }
            return CompletableFuture.completedFuture(found);
        }
        NodeId home = NodeId.homeOf(sessionId);
        RemoteRoute route = remoteRoute;
        if (route == null || home == null || home.equals(node())) {
            return CompletableFuture.completedFuture(false);
        }
        return route.deliver(home, tenant, sessionId, message);
    }

    /** From now on messages to sessions of other nodes go this way; null where there is none (any more). */
    public final void routeRemotely(@Nullable RemoteRoute route) {
        remoteRoute = route;
    }

    /**
     * From now on media of some rooms is served by other media servers.
     *
     * @param route answers with the one of a room, or null for that of this node; null where there are none (any more)
     */
    public final void routeMedia(@Nullable Function<String, @Nullable MediaServer> route) {
        mediaRoute = route;
    }

    /** Tells a listener of all sessions from now on. */
    public final void addListener(SignalingListener listener) {
        listeners.add(listener);
    }

    public final void removeListener(SignalingListener listener) {
        listeners.remove(listener);
    }

    /** From now on messages of a type go to a handler; null takes it away. */
    public final void handle(MessageType type, @Nullable ClientMessageHandler handler) {
        if (handler == null) {
            handlers.remove(type);
        } else {
            handlers.put(type, handler);
        }
    }

    /**
     * From now on rooms whose names begin like this are entered only with a guard's consent; null takes it away.
     *
     * @param prefix such as {@code call~}
     */
    public final void guardRooms(String prefix, @Nullable RoomGuard guard) {
        if (guard == null) {
            guards.remove(prefix);
        } else {
            guards.put(prefix, guard);
        }
    }

    /** This node. */
    public final NodeId node() {
        return surroundings.sessions().node();
    }

    /** What has to be done at some time, for all parts of signaling. */
    public final Deadlines deadlines() {
        return surroundings.deadlines();
    }

    /** A monotonic clock, ns. */
    public final long nowNanos() {
        return surroundings.nanoTime().getAsLong();
    }

    /** The rooms of signaling clients. */
    public final RoomDirectory rooms() {
        return rooms;
    }

    /** Says goodbye to all clients, for a node that stops. */
    public final void endAll() {
        directory.all().forEach(session -> session.end(SHUTDOWN));
    }

    final SignalingLimits limits() {
        return limits;
    }

    final MessageLimits messageLimits() {
        return messageLimits;
    }

    final Codecs codecs() {
        return surroundings.codecs();
    }

    final @Nullable MediaServer mediaServer(String room) {
        Function<String, @Nullable MediaServer> route = mediaRoute;
        MediaServer elsewhere = route == null ? null : route.apply(room);
        return elsewhere == null ? surroundings.mediaServer().get() : elsewhere;
    }

    final String newSecret() {
        return surroundings.sessions().secret();
    }

    /** Why nobody new is taken, or null. */
    final @Nullable String drainReason() {
        return surroundings.sessions().drain().reason();
    }

    final void count(SignalingCode code) {
        surroundings
                .metrics()
                .counter("antiphon_signaling_errors_total{code=\"" + code.label() + "\"}")
                .inc();
    }

    final SessionDirectory directory() {
        return directory;
    }

    final void tell(Consumer<SignalingListener> news) {
        listeners.forEach(news);
    }

    /** Whether one more session may outlive its connection. */
    final boolean mayDetach() {
        Retention retention = limits.retention();
        return retention.windowSeconds() > 0
                && surroundings.sessions().count(SessionState.DETACHED) < retention.detachedSessions();
    }

    final @Nullable ClientMessageHandler handlerOf(MessageType type) {
        return handlers.get(type);
    }

    final @Nullable String refusalOfRoom(SignalingSession session, String room) {
        for (Map.Entry<String, RoomGuard> guard : guards.entrySet()) {
            if (room.startsWith(guard.getKey())) {
                String refusal = guard.getValue().refusal(session, room);
                if (refusal != null) {
                    return refusal;
                }
            }
        }
        return null;
    }
}
