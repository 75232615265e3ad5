// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import im.antiphon.api.auth.UserAddress;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The sessions whose clients have said something, by id and by user. Safe from any thread. */
final class SessionDirectory {
    private final Map<String, SignalingSession> byId = new ConcurrentHashMap<>();
    private final Map<UserAddress, Set<SignalingSession>> byUser = new ConcurrentHashMap<>();

    void add(SignalingSession session) {
        byId.put(session.id(), session);
        byUser.compute(session.identity().address(), (user, sessions) -> {
            Set<SignalingSession> all = sessions == null ? ConcurrentHashMap.newKeySet() : sessions;
            all.add(session);
            return all;
        });
    }

    void remove(SignalingSession session) {
        byId.remove(session.id(), session);
        byUser.computeIfPresent(session.identity().address(), (user, sessions) -> {
            sessions.remove(session);
            return sessions.isEmpty() ? null : sessions;
        });
    }

    @Nullable
    SignalingSession find(String sessionId) {
        return byId.get(sessionId);
    }

    /** As they are now, in no order. */
    Collection<SignalingSession> of(UserAddress user) {
        Set<SignalingSession> sessions = byUser.get(user);
        return sessions == null ? Set.of() : Set.copyOf(sessions);
    }

    Collection<SignalingSession> all() {
        return byId.values();
    }

    int users() {
        return byUser.size();
    }
}
