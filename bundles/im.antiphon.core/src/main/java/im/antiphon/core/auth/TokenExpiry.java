// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.auth;

import im.antiphon.api.auth.Identity;
import im.antiphon.api.session.Session;
import im.antiphon.core.session.SessionRegistry;

/**
 * No session outlives the token that vouches for it: its client is told in time, and may show another token; else the
 * session ends, of whichever kind it is. Driven from outside: swept by one thread.
 *
 * <p>It keeps nothing per session: every {@link #sweep} looks at all of them, and tells those whose time to be told has
 * come since the last one.
 */
public final class TokenExpiry {
    /** Why sessions end whose token has expired. */
    public static final String EXPIRED = "token-expired";

    /**
     * How it is done.
     *
     * @param noticeMillis how long before its token expires a client is told; again when a quarter of that is left
     * @param graceMillis for how long a session goes on after that, for clocks that differ
     */
    public record Times(long noticeMillis, long graceMillis) {
        public Times {
            if (noticeMillis < 0 || graceMillis < 0) {
                throw new IllegalArgumentException(
                        "notice, grace: " + noticeMillis + ", " + graceMillis + " ms (expected: not below 0)");
            }
        }
    }

    /** Told of sessions whose token is about to expire. Returns at once. */
    public interface Notice {
        void onExpiring(Session session, long inMillis);
    }

    private final SessionRegistry sessions;
    private final Times times;
    private long lastEpochMillis;

    /** @param nowEpochMillis the wall clock; what was due before is not told any more */
    public TokenExpiry(SessionRegistry sessions, Times times, long nowEpochMillis) {
        this.sessions = sessions;
        this.times = times;
        this.lastEpochMillis = nowEpochMillis;
    }

    /** Looks at all sessions; to be called about once a second. */
    public void sweep(long nowEpochMillis, Notice notice) {
        long before = lastEpochMillis;
        lastEpochMillis = nowEpochMillis;
        if (sessions.haveExpiries()) {
            sessions.forEach(session -> look(session, before, nowEpochMillis, notice));
        }
    }

    private void look(Session session, long before, long now, Notice notice) {
        long expires = session.identity().expiresEpochMillis();
        if (expires == Identity.NEVER) {
            return;
        }
        if (now - expires >= times.graceMillis()) {
            session.close(EXPIRED);
        } else if (hasCome(expires - times.noticeMillis(), before, now)
                || hasCome(expires - times.noticeMillis() / 4, before, now)) {
            notice.onExpiring(session, Math.max(0, expires - now));
        }
    }

    /** Tells one session, if it is late for that: for a client that comes with a token that is about to expire. */
    public void tellIfLate(Session session, long nowEpochMillis, Notice notice) {
        long left = session.identity().expiresEpochMillis() - nowEpochMillis;
        if (left < times.noticeMillis()) {
            notice.onExpiring(session, Math.max(0, left));
        }
    }

    private static boolean hasCome(long time, long before, long now) {
        return time > before && time <= now;
    }
}
