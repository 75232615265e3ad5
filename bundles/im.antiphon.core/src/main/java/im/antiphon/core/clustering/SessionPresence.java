// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.clustering;

import im.antiphon.api.bus.PresenceEntry;
import im.antiphon.core.cluster.Presence;
import im.antiphon.core.signaling.SignalingListener;
import im.antiphon.core.signaling.SignalingService;
import im.antiphon.core.signaling.SignalingSession;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Announces the sessions of this node. One is there from its client's first message to its end, also while its connection
 * is away. Whether it is in a call is for calls to announce. Safe from any thread.
 */
public final class SessionPresence implements SignalingListener, AutoCloseable {
    private final SignalingService signaling;
    private final Presence presence;
    private final Set<String> announced = ConcurrentHashMap.newKeySet();

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
        announced.forEach(presence::withdraw);
        announced.clear();
    }

    @Override
    public void onOpened(SignalingSession session) {
        announced.add(session.id());
        presence.announce(new PresenceEntry(
                session.identity().tenant(),
                session.identity().user(),
                session.identity().device(),
                session.id(),
                signaling.node().value(),
                false));
    }

    @Override
    public void onEnded(SignalingSession session, String reason) {
        if (announced.remove(session.id())) {
            presence.withdraw(session.id());
        }
    }
}
