// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.cluster;

import im.antiphon.api.bus.PresenceEntry;
import java.util.List;

/** Who is there, on any node. Answers come from this node's memory. Safe from any thread; nothing waits. */
public interface Presence {
    /** A session of this node is there, or has changed; other nodes hear of it. */
    void announce(PresenceEntry entry);

    /** A session of this node is not there any more. */
    void withdraw(String session);

    /** The sessions of a user, on all nodes, this one's first. */
    List<PresenceEntry> find(String tenant, String user);

    /**
     * The users of a tenant who are there, in the order of their names.
     *
     * @param limit of users; more are left out
     */
    List<String> users(String tenant, int limit);

    void addListener(PresenceListener listener);

    void removeListener(PresenceListener listener);
}
