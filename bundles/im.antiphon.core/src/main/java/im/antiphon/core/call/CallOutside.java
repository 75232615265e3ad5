// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

import org.jspecify.annotations.Nullable;

/** What surrounds the calls of a node. Answers at once and may not call back. */
public interface CallOutside extends UserDirectory {
    /**
     * A session of this node.
     *
     * @param tenant of its user
     */
    record Visitor(String tenant, CallParty party) {}

    /** The session of this node of that id, or null where there is none (any more). */
    @Nullable
    Visitor visitor(String session);

    /** The node that an id of a session or call names. */
    String nodeOf(String id);

    /** Tells something to a session of this node. */
    void tell(String session, CallNotice notice);

    /** Has something told to a session of another node, which calls {@link CallNode#arrive}. */
    void forward(String node, String session, CallNotice notice);

    /** Has a command carried out by another node, which calls {@link CallNode#command}; nobody waits for the answer. */
    void command(String node, CallCommand command);

    /** A leg of a call that is decided here has moved on. */
    void onLegMoved(String call, String user, LegState from, LegState to, long sinceInviteNanos);

    /** A call that was decided here is over. */
    default void onEnded(String call, EndReason reason) {}
}
