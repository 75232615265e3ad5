// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.cluster;

import im.antiphon.api.bus.Bus;
import im.antiphon.api.bus.PresenceEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The entries of all nodes, by user. What the bus tells of others is kept until it tells otherwise or the node is gone: it
 * survives a bus that fails, and one that is replaced. Safe from any thread; listeners are called after the lock has been
 * let go.
 */
final class ClusterPresence implements Presence {
    private record User(String tenant, String user) {}

    private final String self;
    private final Supplier<@Nullable Bus> bus;
    private final List<PresenceListener> listeners = new CopyOnWriteArrayList<>();

    // guarded by this
    private final Map<String, Map<String, PresenceEntry>> byNode = new TreeMap<>();
    private final Map<String, TreeMap<String, Map<String, PresenceEntry>>> byTenant = new TreeMap<>();

    ClusterPresence(String self, Supplier<@Nullable Bus> bus) {
        this.self = self;
        this.bus = bus;
    }

    @Override
    public void announce(PresenceEntry entry) {
        put(entry);
        Bus told = bus.get();
        if (told != null) {
            told.announce(entry);
        }
    }

    @Override
    public void withdraw(String session) {
        remove(self, session);
        Bus told = bus.get();
        if (told != null) {
            told.withdraw(session);
        }
    }

    @Override
    public synchronized List<PresenceEntry> find(String tenant, String user) {
        Map<String, PresenceEntry> sessions =
                byTenant.getOrDefault(tenant, new TreeMap<>()).get(user);
        if (sessions == null) {
            return List.of();
        }
        List<PresenceEntry> found = new ArrayList<>(sessions.values());
        found.sort(Comparator.comparing((PresenceEntry entry) -> !entry.node().equals(self)));
        return found;
    }

    @Override
    public synchronized List<String> users(String tenant, int limit) {
        TreeMap<String, Map<String, PresenceEntry>> users = byTenant.get(tenant);
        return users == null ? List.of() : users.keySet().stream().limit(limit).toList();
    }

    @Override
    public void addListener(PresenceListener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeListener(PresenceListener listener) {
        listeners.remove(listener);
    }

    /** Tells a bus that has been opened all entries of this node. */
    void announceAll() {
        Bus told = bus.get();
        List<PresenceEntry> own;
        synchronized (this) {
            own = List.copyOf(byNode.getOrDefault(self, Map.of()).values());
        }
        if (told != null) {
            own.forEach(told::announce);
        }
    }

    void announced(PresenceEntry entry) {
        if (!entry.node().equals(self)) {
            put(entry);
        }
    }

    void withdrawn(String node, String session) {
        if (!node.equals(self)) {
            remove(node, session);
        }
    }

    void replace(String node, List<PresenceEntry> entries) {
        if (node.equals(self)) {
            return;
        }
        Set<User> changed = new HashSet<>();
        synchronized (this) {
            Map<String, PresenceEntry> before = new LinkedHashMap<>(byNode.getOrDefault(node, Map.of()));
            for (PresenceEntry entry : entries) {
                if (!entry.equals(before.remove(entry.session()))) {
                    changed.addAll(keep(entry));
                }
            }
            before.keySet().forEach(session -> changed.addAll(drop(node, session)));
        }
        tell(changed);
    }

    void forget(String node) {
        replace(node, List.of());
    }

    /** Forgets all nodes but these and this one. */
    void retain(Set<String> nodes) {
        List<String> others;
        synchronized (this) {
            others = byNode.keySet().stream()
                    .filter(node -> !node.equals(self) && !nodes.contains(node))
                    .toList();
        }
        others.forEach(this::forget);
    }

    private void put(PresenceEntry entry) {
        Set<User> changed;
        synchronized (this) {
            changed = keep(entry);
        }
        tell(changed);
    }

    private void remove(String node, String session) {
        Set<User> changed;
        synchronized (this) {
            changed = drop(node, session);
        }
        tell(changed);
    }

    private Set<User> keep(PresenceEntry entry) {
        Map<String, PresenceEntry> ofNode = byNode.computeIfAbsent(entry.node(), absent -> new LinkedHashMap<>());
        if (entry.equals(ofNode.get(entry.session()))) {
            return Set.of();
        }
        Set<User> changed = new HashSet<>(drop(entry.node(), entry.session()));
        byNode.computeIfAbsent(entry.node(), absent -> new LinkedHashMap<>()).put(entry.session(), entry);
        byTenant.computeIfAbsent(entry.tenant(), absent -> new TreeMap<>())
                .compute(entry.user(), (user, sessions) -> with(sessions, entry));
        changed.add(new User(entry.tenant(), entry.user()));
        return changed;
    }

    private Set<User> drop(String node, String session) {
        Map<String, PresenceEntry> ofNode = byNode.get(node);
        if (ofNode == null) {
            return Set.of();
        }
        PresenceEntry entry = ofNode.remove(session);
        if (entry == null) {
            return Set.of();
        }
        if (ofNode.isEmpty()) {
            byNode.remove(node);
        }
        TreeMap<String, Map<String, PresenceEntry>> users = byTenant.get(entry.tenant());
        if (users != null) {
            Map<String, PresenceEntry> sessions = users.get(entry.user());
            if (sessions != null && entry.equals(sessions.get(session))) {
                if (sessions.size() > 1) {
                    sessions.remove(session);
                } else {
                    users.remove(entry.user());
                }
                if (users.isEmpty()) {
                    byTenant.remove(entry.tenant());
                }
            }
        }
        return Set.of(new User(entry.tenant(), entry.user()));
    }

    /** Most users have one session: what is kept of one takes little. */
    private static Map<String, PresenceEntry> with(@Nullable Map<String, PresenceEntry> sessions, PresenceEntry entry) {
        if (sessions == null) {
            return Map.of(entry.session(), entry);
        }
        Map<String, PresenceEntry> several =
                sessions instanceof LinkedHashMap ? sessions : new LinkedHashMap<>(sessions);
        several.put(entry.session(), entry);
        return several;
    }

    private void tell(Set<User> changed) {
        for (User user : changed) {
            listeners.forEach(listener -> listener.onPresenceChanged(user.tenant(), user.user()));
        }
    }
}
