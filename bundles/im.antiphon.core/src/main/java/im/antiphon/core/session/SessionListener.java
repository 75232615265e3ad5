// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.session;

import im.antiphon.api.session.Session;
import im.antiphon.api.session.SessionState;

/** Told of every change of state, by the thread that caused it. Returns at once and does not throw. */
public interface SessionListener {
    /**
     * A session has moved on.
     *
     * @param reason why it ends; empty where it does not
     */
    void onStateChanged(Session session, SessionState from, SessionState to, String reason);
}
