// SPDX-License-Identifier: Apache-2.0
package im.antiphon.bus.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which other nodes there are, and which state of each one's entries has been seen. Confined to one thread. */
final class RemoteNodes {
    /** No state that a node has. */
    static final long UNSEEN = -1;

    private final Map<String, Long> seen = new TreeMap<>();
    private boolean told;

    Set<String> nodes() {
        return new TreeSet<>(seen.keySet());
    }

    boolean contains(String node) {
        return seen.containsKey(node);
    }

    long seen(String node) {
        return seen.getOrDefault(node, UNSEEN);
    }

    void saw(String node, long state) {
        seen.computeIfPresent(node, (same, before) -> state);
    }

    /**
     * Takes in which leases there are.
     *
     * @param leases the states that live nodes' leases tell
     * @param mayForget whether a node without a lease is gone; not so where leases may have been forgotten
     * @return whether the nodes have changed, or are known for the first time
     */
    boolean update(Map<String, Long> leases, boolean mayForget) {
        boolean changed = mayForget && seen.keySet().retainAll(leases.keySet());
        for (String node : leases.keySet()) {
            changed |= seen.putIfAbsent(node, UNSEEN) == null;
        }
        boolean first = !told;
        told = true;
        return changed || first;
    }

    /** The nodes of which another state has been seen than their leases tell. */
    List<String> outdated(Map<String, Long> leases) {
        List<String> outdated = new ArrayList<>();
        leases.forEach((node, state) -> {
            if (seen(node) != state) {
                outdated.add(node);
            }
        });
        return outdated;
    }
}
