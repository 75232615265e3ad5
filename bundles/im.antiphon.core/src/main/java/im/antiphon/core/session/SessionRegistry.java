// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.session;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.auth.Identity;
import im.antiphon.api.session.Session;
import im.antiphon.api.session.SessionKind;
import im.antiphon.api.session.SessionState;
import im.antiphon.api.session.Sessions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** All sessions of this node. Safe from any thread. */
public class SessionRegistry implements Sessions {
    private static final int ID_BYTES = 16;

    private final SecureRandom random = new SecureRandom();
    private final NodeId node;
    private final LongSupplier epochMillis;
    private final Map<String, RegisteredSession> sessions = new ConcurrentHashMap<>();
    private final AtomicIntegerArray counts = new AtomicIntegerArray(SessionState.values().length);
    private final List<SessionListener> listeners = new CopyOnWriteArrayList<>();
    private final DrainSwitch drain;
    private volatile boolean expiries;

    public SessionRegistry(NodeId node, LongSupplier epochMillis) {
        this.node = node;
        this.epochMillis = epochMillis;
        this.drain = new DrainSwitch(epochMillis);
    }

    /** Whether new sessions are taken at all: for those who open one for a client to look at before. */
    public final DrainSwitch drain() {
        return drain;
    }

    /** Publishes {@code antiphon_sessions{state}} for the states a session can be seen in. */
    public final void publish(MetricRegistry metrics) {
        for (SessionState state : SessionState.values()) {
            if (state != SessionState.TERMINATED) {
                metrics.<Gauge<Integer>>gauge(metric(state), () -> () -> count(state));
            }
        }
    }

    /** Undoes {@link #publish}, so that nobody's metrics keep this registry. */
    public final void unpublish(MetricRegistry metrics) {
        for (SessionState state : SessionState.values()) {
            metrics.remove(metric(state));
        }
    }

    public final void addListener(SessionListener listener) {
        listeners.add(listener);
    }

    public final void removeListener(SessionListener listener) {
        listeners.remove(listener);
    }

    /** The wall clock, ms. */
    public final long nowEpochMillis() {
        return epochMillis.getAsLong();
    }

    /** The node that all these sessions are on. */
    public final NodeId node() {
        return node;
    }

    @Override
    public final RegisteredSession open(SessionKind kind, Identity identity) {
        identified(identity);
        RegisteredSession session =
                new RegisteredSession(this, node.idOf(secret()), kind, identity, epochMillis.getAsLong());
        counts.incrementAndGet(SessionState.HANDSHAKING.ordinal());
        sessions.put(session.id(), session);
        return session;
    }

    @Override
    public final @Nullable RegisteredSession find(String id) {
        return sessions.get(id);
    }

    @Override
    public final List<Session> list() {
        return List.copyOf(sessions.values());
    }

    /** Terminated sessions are forgotten: there are none of that state. */
    @Override
    public final int count(SessionState state) {
        return counts.get(state.ordinal());
    }

    /** All that are not terminated, in no order, without making a list of them. */
    public final void forEach(Consumer<Session> visitor) {
        sessions.values().forEach(visitor);
    }

    /** Whether there has been a session whose identity expires. */
    public final boolean haveExpiries() {
        return expiries;
    }

    /** Ends all sessions, for a node that stops. */
    public final void closeAll(String reason) {
        sessions.values().forEach(session -> session.close(reason));
    }

    /** 128 bits nobody can guess, URL-safe. */
    public final String secret() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String metric(SessionState state) {
        return "antiphon_sessions{state=\"" + state.name().toLowerCase(Locale.ROOT) + "\"}";
    }

    final void identified(Identity identity) {
        if (identity.expiresEpochMillis() != Identity.NEVER && !expiries) {
            expiries = true;
        }
    }

    final void moved(RegisteredSession session, SessionState from, SessionState to, String reason) {
        counts.decrementAndGet(from.ordinal());
        if (to == SessionState.TERMINATED) {
            sessions.remove(session.id());
        } else {
            counts.incrementAndGet(to.ordinal());
        }
        for (SessionListener listener : listeners) {
            listener.onStateChanged(session, from, to, reason);
        }
    }
}
