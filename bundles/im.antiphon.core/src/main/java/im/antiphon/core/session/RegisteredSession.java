// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.session;

import im.antiphon.api.auth.Identity;
import im.antiphon.api.session.Session;
import im.antiphon.api.session.SessionKind;
import im.antiphon.api.session.SessionState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session of the registry. Its lock guards state and ties and is never held while foreign code runs: each tie is taken
 * off first and released after, so it is released once, by the closing thread, latest first.
 */
public final class RegisteredSession implements Session {
    private static final Logger LOG = LoggerFactory.getLogger(RegisteredSession.class);

    private final SessionRegistry registry;
    private final String id;
    private final SessionKind kind;
    private final long openedEpochMillis;
    private final Object lock = new Object();
    private volatile SessionState state = SessionState.HANDSHAKING;
    private volatile Identity identity;
    private volatile String displayName;
    private volatile @Nullable String room;
    private volatile String endReason = "";

    // guarded by the lock: the last one tied, which knows the one before it
    private @Nullable Tie latest;

    RegisteredSession(
            SessionRegistry registry, String id, SessionKind kind, Identity identity, long openedEpochMillis) {
        this.registry = registry;
        this.id = id;
        this.kind = kind;
        this.identity = identity;
        this.openedEpochMillis = openedEpochMillis;
        this.displayName = id;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public SessionKind kind() {
        return kind;
    }

    @Override
    public SessionState state() {
        return state;
    }

    @Override
    public Identity identity() {
        return identity;
    }

    /** The client has shown another token of the same user. */
    public void renew(Identity newIdentity) {
        if (!newIdentity.address().equals(identity.address())) {
            throw new IllegalArgumentException(
                    "identity: " + newIdentity.address() + " (expected: " + identity.address() + ")");
        }
        registry.identified(newIdentity);
        identity = newIdentity;
    }

    @Override
    public String displayName() {
        return displayName;
    }

    @Override
    public @Nullable String room() {
        return room;
    }

    @Override
    public long openedEpochMillis() {
        return openedEpochMillis;
    }

    /** The client has given itself a name. */
    public void rename(String name) {
        displayName = name;
    }

    /** The client is in that room now, or in none. */
    public void enter(@Nullable String newRoom) {
        room = newRoom;
    }

    /** Why it ends, or empty while it does not. */
    public String endReason() {
        return endReason;
    }

    @Override
    public void activate() {
        move(SessionEvent.ACTIVATE, "");
    }

    /** The connection is gone; false where the session was not active. */
    public boolean detach() {
        return move(SessionEvent.DETACH, "");
    }

    /** The client is back; false where the session was not detached. */
    public boolean attach() {
        return move(SessionEvent.ATTACH, "");
    }

    @Override
    public void close(String reason) {
        if (!move(SessionEvent.CLOSE, reason)) {
            return;
        }
        for (Tie tie = nextTie(); tie != null; tie = nextTie()) {
            tie.release();
        }
        move(SessionEvent.RELEASED, reason);
    }

    @Override
    public Binding bind(Runnable release) {
        Tie tie = new Tie(release);
        synchronized (lock) {
            if (state != SessionState.CLOSING && state != SessionState.TERMINATED) {
                tie.former = latest;
                latest = tie;
                return tie;
            }
        }
        tie.release();
        return tie;
    }

    private boolean move(SessionEvent event, String reason) {
        SessionState from;
        SessionState to;
        synchronized (lock) {
            from = state;
            to = SessionLifecycle.next(from, event);
            if (to == null) {
                return false;
            }
            state = to;
            if (event == SessionEvent.CLOSE) {
                endReason = reason;
            }
        }
        registry.moved(this, from, to, reason);
        return true;
    }

    /** Guarded by the lock; does nothing where it is tied no longer. */
    private void untie(Tie untied) {
        if (latest == untied) {
            latest = untied.former;
            return;
        }
        for (Tie tie = latest; tie != null; tie = tie.former) {
            if (tie.former == untied) {
                tie.former = untied.former;
                return;
            }
        }
    }

    private @Nullable Tie nextTie() {
        synchronized (lock) {
            Tie tie = latest;
            latest = tie == null ? null : tie.former;
            return tie;
        }
    }

    /** What is to be released, and what was tied before it. */
    private final class Tie implements Binding {
        private final Runnable release;
        private @Nullable Tie former;

        Tie(Runnable release) {
            this.release = release;
        }

        @Override
        public void unbind() {
            synchronized (lock) {
                untie(this);
            }
        }

        void release() {
            try {
                release.run();
            } catch (RuntimeException mistake) { // the others must be released all the same
                LOG.error("session {}: a release threw", id, mistake);
            }
        }
    }
}
