// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.session;

/** What can happen to a session. */
enum SessionEvent {
    /** The handshake is complete. */
    ACTIVATE,
    /** The connection is gone, and the client may come back. */
    DETACH,
    /** The client is back. */
    ATTACH,
    /** Somebody wants it to end. */
    CLOSE,
    /** All that was bound to it has been released. */
    RELEASED
}
