// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.clustering;

import im.antiphon.api.bus.PresenceEntry;
import im.antiphon.core.cluster.Presence;
import im.antiphon.core.signaling.SignalingListener;
import im.antiphon.core.signaling.SignalingService;
import im.antiphon.core.signaling.SignalingSession;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Announces the sessions of this node. One is there from its client's first message to its end, also while its connection
 * is away. Safe from any thread.
 */
public final class SessionPresence implements SignalingListener, AutoCloseable {
    private final SignalingService signaling;
    private final Presence presence;
    private final Map<String, PresenceEntry> entries = new ConcurrentHashMap<>();

    public SessionPresence(SignalingService signaling, Presence presence) {
        this.signaling = signaling;
        this.presence = presence;
    }

    public void start() {
        signaling.addListener(this);
    }

    @Override
    public void close() {
        signaling.removeListener(this);
        entries.keySet().forEach(presence::withdraw);
        entries.clear();
    }

    @Override
    public void onOpened(SignalingSession session) {
        PresenceEntry entry = new PresenceEntry(
                session.identity().tenant(),
                session.identity().user(),
                session.identity().device(),
                session.id(),
                signaling.node().value(),
                false);
        entries.put(session.id(), entry);
        presence.announce(entry);
    }

    @Override
    public void onEnded(SignalingSession session, String reason) {
        if (entries.remove(session.id()) != null) {
            presence.withdraw(session.id());
        }
    }

    /** A session of this node takes part in a call, or in none any more. Called by one thread at a time. */
    public void inCall(String session, boolean inCall) {
        PresenceEntry changed = entries.computeIfPresent(
                session,
                (id, entry) -> new PresenceEntry(
                        entry.tenant(), entry.user(), entry.device(), entry.session(), entry.node(), inCall));
        if (changed != null) {
            presence.announce(changed);
            if (!entries.containsKey(session)) {
                presence.withdraw(session); // it ended while it was announced
            }
        }
    }
}
