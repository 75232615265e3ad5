// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.session;

import im.antiphon.api.session.SessionState;
import org.jspecify.annotations.Nullable;

/**
 * The life of a session, whole:
 *
 * <pre>
 *              ACTIVATE  DETACH    ATTACH  CLOSE    RELEASED
 * HANDSHAKING  ACTIVE    -         -       CLOSING  -
 * ACTIVE       -         DETACHED  -       CLOSING  -
 * DETACHED     -         -         ACTIVE  CLOSING  -
 * CLOSING      -         -         -       -        TERMINATED
 * TERMINATED   -         -         -       -        -
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
                case DETACH, ATTACH, RELEASED -> null;
            };
            case ACTIVE -> switch (event) {
                case DETACH -> SessionState.DETACHED;
                case CLOSE -> SessionState.CLOSING;
                case ACTIVATE, ATTACH, RELEASED -> null;
            };
            case DETACHED -> switch (event) {
                case ATTACH -> SessionState.ACTIVE;
                case CLOSE -> SessionState.CLOSING;
                case ACTIVATE, DETACH, RELEASED -> null;
            };
            case CLOSING -> event == SessionEvent.RELEASED ? SessionState.TERMINATED : null;
            case TERMINATED -> null;
        };
    }
}
