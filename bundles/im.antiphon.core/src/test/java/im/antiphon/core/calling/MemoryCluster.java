// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.calling;

import im.antiphon.api.bus.PresenceEntry;
import im.antiphon.core.cluster.Cluster;
import im.antiphon.core.cluster.ClusterException;
import im.antiphon.core.cluster.ClusterHandler;
import im.antiphon.core.cluster.ClusterListener;
import im.antiphon.core.cluster.ClusterMessage;
import im.antiphon.core.cluster.ClusterResponder;
import im.antiphon.core.cluster.Presence;
import im.antiphon.core.cluster.PresenceListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Nodes in one memory: what is sent is there at once. A link may be told to refuse. Confined to one thread. */
final class MemoryCluster implements Cluster, Presence {
    private final String name;
    private final Map<String, MemoryCluster> all;
    private final Map<String, ClusterHandler> handlers = new HashMap<>();
    private final Map<String, ClusterResponder> responders = new HashMap<>();
    private final List<ClusterListener> listeners = new ArrayList<>();
    private final List<PresenceListener> presenceListeners = new ArrayList<>();
    private final Map<String, PresenceEntry> entries = new LinkedHashMap<>();
    boolean refuses;

    /** Joins the others of the map. */
    MemoryCluster(String name, Map<String, MemoryCluster> all) {
        this.name = name;
        this.all = all;
        all.put(name, this);
    }

    void die() {
        all.remove(name);
        all.values().forEach(other -> {
            other.entries.values().removeIf(entry -> entry.node().equals(name));
            List.copyOf(other.listeners).forEach(listener -> listener.onNodeGone(name));
        });
    }

    @Override
    public String node() {
        return name;
    }

    @Override
    public Set<String> nodes() {
        Set<String> others = new TreeSet<>(all.keySet());
        others.remove(name);
        return others;
    }

    @Override
    public CompletionStage<@Nullable Void> send(String node, ClusterMessage message) {
        MemoryCluster other = all.get(node);
        if (other == null || refuses) {
            return CompletableFuture.failedFuture(refusal(other == null));
        }
        ClusterHandler handler = other.handlers.get(message.kind());
        if (handler != null) {
            handler.onMessage(name, message);
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void broadcast(ClusterMessage message) {
        nodes().forEach(node -> send(node, message));
    }

    @Override
    public CompletionStage<ClusterMessage> request(String node, ClusterMessage message, Duration timeout) {
        MemoryCluster other = all.get(node);
        if (other == null || refuses) {
            return CompletableFuture.failedFuture(refusal(other == null));
        }
        ClusterResponder responder = other.responders.get(message.kind());
        if (responder == null) {
            return CompletableFuture.failedFuture(new ClusterException(ClusterException.Reason.TIMEOUT, "nobody"));
        }
        return responder.onRequest(name, message);
    }

    @Override
    public void handle(String kind, ClusterHandler handler) {
        handlers.put(kind, handler);
    }

    @Override
    public void respond(String kind, ClusterResponder responder) {
        responders.put(kind, responder);
    }

    @Override
    public void ignore(String kind) {
        handlers.remove(kind);
        responders.remove(kind);
    }

    @Override
    public void addListener(ClusterListener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeListener(ClusterListener listener) {
        listeners.remove(listener);
    }

    @Override
    public void announce(PresenceEntry entry) {
        all.values().forEach(node -> {
            node.entries.put(entry.session(), entry);
            List.copyOf(node.presenceListeners)
                    .forEach(listener -> listener.onPresenceChanged(entry.tenant(), entry.user()));
        });
    }

    @Override
    public void withdraw(String session) {
        all.values().forEach(node -> node.entries.remove(session));
    }

    @Override
    public List<PresenceEntry> find(String tenant, String user) {
        return entries.values().stream()
                .filter(entry -> entry.tenant().equals(tenant) && entry.user().equals(user))
                .toList();
    }

    @Override
    public List<String> users(String tenant, int limit) {
        return entries.values().stream()
                .map(PresenceEntry::user)
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public void addListener(PresenceListener listener) {
        presenceListeners.add(listener);
    }

    @Override
    public void removeListener(PresenceListener listener) {
        presenceListeners.remove(listener);
    }

    private static ClusterException refusal(boolean gone) {
        return new ClusterException(
                gone ? ClusterException.Reason.NO_NODE : ClusterException.Reason.OVERLOADED, "refused");
    }
}
