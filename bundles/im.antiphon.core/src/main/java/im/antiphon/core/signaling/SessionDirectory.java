// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import im.antiphon.api.auth.UserAddress;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All sessions of signaling by id, and those whose clients have said something also by user: only these are found. Most
 * users have one session, for which no more is kept than that. Safe from any thread.
 */
final class SessionDirectory {
    private final Map<String, SignalingSession> byId = new ConcurrentHashMap<>();
    private final Map<UserAddress, Set<SignalingSession>> byUser = new ConcurrentHashMap<>();

    /** Its connection is there. */
    void add(SignalingSession session) {
        byId.put(session.id(), session);
    }

    /** It is over. */
    void remove(SignalingSession session) {
        byId.remove(session.id(), session);
    }

    /** Its client has said something. */
    void list(SignalingSession session) {
        session.setListed(true);
        byUser.compute(session.identity().address(), (user, sessions) -> {
            if (sessions == null) {
                return Set.of(session);
            }
            Set<SignalingSession> several = sessions;
            if (sessions.size() == 1) {
                several = ConcurrentHashMap.newKeySet();
                several.addAll(sessions);
            }
            several.add(session);
            return several;
        });
    }

    /** Nobody finds it any longer. */
    void unlist(SignalingSession session) {
        session.setListed(false);
        byUser.computeIfPresent(session.identity().address(), (user, sessions) -> {
            if (sessions.size() > 1) {
                sessions.remove(session);
                return sessions.size() > 1 ? sessions : Set.copyOf(sessions);
            }
            return sessions.contains(session) ? null : sessions;
        });
    }

    @Nullable
    SignalingSession find(String sessionId) {
        SignalingSession session = byId.get(sessionId);
        return session != null && session.isListed() ? session : null;
    }

    /** As they are now, in no order. */
    Collection<SignalingSession> of(UserAddress user) {
        Set<SignalingSession> sessions = byUser.get(user);
        return sessions == null ? Set.of() : Set.copyOf(sessions);
    }

    /** Those with clients that have said nothing yet among them. */
    Collection<SignalingSession> all() {
        return byId.values();
    }

    int users() {
        return byUser.size();
    }
}
