// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.session;

/** The life of a session; {@code im.antiphon.core.session.SessionLifecycle} has the table of transitions. */
public enum SessionState {
    HANDSHAKING,
    ACTIVE,
    CLOSING,
    TERMINATED
}
