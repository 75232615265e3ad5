// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.session;

import im.antiphon.api.session.SessionState;
import org.jspecify.annotations.Nullable;

/**
 * The life of a session, whole:
 *
 * <pre>
 *              ACTIVATE    CLOSE      RELEASED
 * HANDSHAKING  ACTIVE      CLOSING    -
 * ACTIVE       -           CLOSING    -
 * CLOSING      -           -          TERMINATED
 * TERMINATED   -           -          -
 * </pre>
 */
final class SessionLifecycle {
    private SessionLifecycle() {}

    /** The state that follows, or null where the event changes nothing in this state. */
    static @Nullable SessionState next(SessionState state, SessionEvent event) {
        return switch (state) {
            case HANDSHAKING -> switch (event) {
                case ACTIVATE -> SessionState.ACTIVE;
                case CLOSE -> SessionState.CLOSING;
                case RELEASED -> null;
            };
            case ACTIVE -> event == SessionEvent.CLOSE ? SessionState.CLOSING : null;
            case CLOSING -> event == SessionEvent.RELEASED ? SessionState.TERMINATED : null;
            case TERMINATED -> null;
        };
    }
}
