// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.codec.Codecs;
import im.antiphon.api.media.MediaServer;
import im.antiphon.api.session.SessionKind;
import im.antiphon.api.signaling.SignalingConnection;
import im.antiphon.api.signaling.SignalingEndpoint;
import im.antiphon.api.signaling.SignalingReceiver;
import im.antiphon.core.session.SessionRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
     * @param nanoTime a monotonic clock, for the limit of errors
     */
    public record Surroundings(
            SessionRegistry sessions,
            Codecs codecs,
            Supplier<@Nullable MediaServer> mediaServer,
            MetricRegistry metrics,
            LongSupplier nanoTime) {}

    private final Surroundings surroundings;
    private final SignalingLimits limits;
    private final RoomDirectory rooms;
    private final Map<String, SignalingSession> connected = new ConcurrentHashMap<>();

    public SignalingService(Surroundings surroundings, SignalingLimits limits) {
        this.surroundings = surroundings;
        this.limits = limits;
        this.rooms = new RoomDirectory(limits.participantsPerRoom());
    }

    @Override
    public final SignalingReceiver connected(SignalingConnection connection) {
        SignalingSession session =
                new SignalingSession(this, surroundings.sessions().open(SessionKind.SIGNALING), connection);
        session.start();
        return session;
    }

    /** The rooms of signaling clients. */
    public final RoomDirectory rooms() {
        return rooms;
    }

    /** Says goodbye to all clients, for a node that stops. */
    public final void endAll() {
        connected.values().forEach(session -> session.end(SHUTDOWN));
    }

    final SignalingLimits limits() {
        return limits;
    }

    final Codecs codecs() {
        return surroundings.codecs();
    }

    final @Nullable MediaServer mediaServer() {
        return surroundings.mediaServer().get();
    }

    final long nowNanos() {
        return surroundings.nanoTime().getAsLong();
    }

    final String newResumeToken() {
        return surroundings.sessions().secret();
    }

    final void count(SignalingCode code) {
        surroundings
                .metrics()
                .counter("antiphon_signaling_errors_total{code=\"" + code.label() + "\"}")
                .inc();
    }

    final void register(SignalingSession session) {
        connected.put(session.id(), session);
    }

    final void unregister(SignalingSession session) {
        connected.remove(session.id());
    }

    final @Nullable SignalingSession find(String sessionId) {
        return connected.get(sessionId);
    }
}
