// SPDX-License-Identifier: Apache-2.0
package im.antiphon.bus.local;

import im.antiphon.api.bus.Bus;
import im.antiphon.api.bus.BusFactory;
import im.antiphon.api.bus.BusListener;
import im.antiphon.api.bus.BusNode;
import im.antiphon.api.bus.PresenceEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where the nodes of one process meet. Of several buses of one node the one opened last is sent to. Safe from any thread;
 * its lock is not held while a listener is called.
 */
public final class LocalHub implements BusFactory {
    // guarded by this
    private final Map<String, List<LocalBus>> buses = new TreeMap<>();
    private final Map<String, Map<String, PresenceEntry>> entries = new TreeMap<>();

    @Override
    public Bus open(BusNode node, BusListener listener) {
        LocalBus bus = new LocalBus(this, node.id(), listener);
        synchronized (this) {
            boolean known = buses.containsKey(node.id());
            buses.computeIfAbsent(node.id(), absent -> new ArrayList<>()).add(bus);
            buses.keySet().forEach(bus::hearOf);
            if (!known) {
                tellOthersOf(node.id());
            }
        }
        bus.start();
        return bus;
    }

    synchronized void closed(LocalBus bus) {
        List<LocalBus> ofNode = buses.get(bus.node());
        if (ofNode != null && ofNode.remove(bus) && ofNode.isEmpty()) {
            buses.remove(bus.node());
            entries.remove(bus.node());
            tellOthersOf(bus.node());
        }
    }

    synchronized @Nullable LocalBus find(String node) {
        List<LocalBus> ofNode = buses.get(node);
        return ofNode == null ? null : ofNode.get(ofNode.size() - 1);
    }

    synchronized Set<String> othersThan(String node) {
        Set<String> others = new TreeSet<>(buses.keySet());
        others.remove(node);
        return others;
    }

    synchronized void announce(PresenceEntry entry) {
        entries.computeIfAbsent(entry.node(), absent -> new LinkedHashMap<>()).put(entry.session(), entry);
        tellOthersOf(entry.node());
    }

    synchronized void withdraw(String node, String session) {
        Map<String, PresenceEntry> ofNode = entries.get(node);
        if (ofNode != null && ofNode.remove(session) != null) {
            tellOthersOf(node);
        }
    }

    synchronized List<PresenceEntry> entries(String node) {
        Map<String, PresenceEntry> ofNode = entries.get(node);
        return ofNode == null ? List.of() : List.copyOf(ofNode.values());
    }

    private void tellOthersOf(String node) {
        buses.forEach((id, ofNode) -> {
            if (!id.equals(node)) {
                ofNode.forEach(bus -> bus.hearOf(node));
            }
        });
    }
}
