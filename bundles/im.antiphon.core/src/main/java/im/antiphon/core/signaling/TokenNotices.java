// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import im.antiphon.api.session.Session;
import im.antiphon.core.auth.TokenExpiry;
import im.antiphon.core.session.SessionRegistry;

/**
 * Tells signaling clients that their tokens are about to expire, also those that come with such a one. Sessions of other
 * kinds have nobody who could be told.
 */
public final class TokenNotices implements SignalingListener, TokenExpiry.Notice {
    private final SessionRegistry sessions;
    private final SignalingService signaling;
    private final TokenExpiry expiry;

    public TokenNotices(SessionRegistry sessions, SignalingService signaling, TokenExpiry expiry) {
        this.sessions = sessions;
        this.signaling = signaling;
        this.expiry = expiry;
    }

    /** Looks at all sessions; to be called about once a second, by one thread. */
    public void sweep() {
        expiry.sweep(sessions.nowEpochMillis(), this);
    }

    @Override
    public void onExpiring(Session session, long inMillis) {
        SignalingSession found = signaling.find(session.id());
        if (found != null) {
            found.warnOfExpiry(inMillis);
        }
    }

    @Override
    public void onOpened(SignalingSession session) {
        tellIfLate(session);
    }

    @Override
    public void onResumed(SignalingSession session) {
        tellIfLate(session);
    }

    @Override
    public void onEnded(SignalingSession session, String reason) {
        // nothing was kept of it
    }

    private void tellIfLate(SignalingSession session) {
        Session registered = sessions.find(session.id());
        if (registered != null) {
            expiry.tellIfLate(registered, sessions.nowEpochMillis(), this);
        }
    }
}
