// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.session;

/** The life of a session; {@code im.antiphon.core.session.SessionLifecycle} has the table of transitions. */
public enum SessionState {
    HANDSHAKING,
    ACTIVE,
    /** The connection is gone; what the session has and is part of stays until the client comes back or is given up. */
    DETACHED,
    CLOSING,
    TERMINATED
}
