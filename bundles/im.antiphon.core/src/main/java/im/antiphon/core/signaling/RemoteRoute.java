// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import im.antiphon.core.session.NodeId;
import java.util.concurrent.CompletionStage;

/** The way to sessions of other nodes. Called by any thread; returns at once. */
public interface RemoteRoute {
    /**
     * Sends a message to a session of a tenant on another node, where it is given to {@link SignalingService#deliver}.
     *
     * @param message as that session's client is to see it, without {@code seq}
     * @return true when the message is safe; false where there is no such node; fails where there is no getting through
     */
    CompletionStage<Boolean> deliver(NodeId node, String tenant, String sessionId, String message);
}
