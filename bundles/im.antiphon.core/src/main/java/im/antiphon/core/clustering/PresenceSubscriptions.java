// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.clustering;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import im.antiphon.api.bus.PresenceEntry;
import im.antiphon.core.cluster.Presence;
import im.antiphon.core.cluster.PresenceListener;
import im.antiphon.core.signaling.ClientMessage;
import im.antiphon.core.signaling.MessageType;
import im.antiphon.core.signaling.SignalingListener;
import im.antiphon.core.signaling.SignalingService;
import im.antiphon.core.signaling.SignalingSession;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Clients that want to know who is there: some users, or all of their tenant. A client is told everything at first, and
 * then what changes, at most {@value #NEWS_PER_SECOND} times a second however much that is. While its connection is away
 * nothing is kept for it; when it is back it is told everything again. Safe from any thread.
 */
public final class PresenceSubscriptions implements SignalingListener, PresenceListener, AutoCloseable {
    /** Of a tenant, no more users are told to one who asks for all. */
    public static final int ROSTER_USERS = 1_000;

    static final int NEWS_PER_SECOND = 10;

    private static final int USERS_PER_MESSAGE = 100;
    private static final int DEVICES_PER_USER = 16;
    private static final long PAUSE_NANOS = 1_000_000_000L / NEWS_PER_SECOND;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** @param users whom the session wants to know about; empty for all of its tenant */
    private record Subscription(SignalingSession session, Set<String> users) {
        boolean concerns(String user) {
            return users.isEmpty() || users.contains(user);
        }
    }

    private final SignalingService signaling;
    private final Presence presence;
    private final Map<String, Map<String, Subscription>> byTenant = new ConcurrentHashMap<>();

    // guarded by itself
    private final Map<String, Set<String>> changed = new HashMap<>();

    public PresenceSubscriptions(SignalingService signaling, Presence presence) {
        this.signaling = signaling;
        this.presence = presence;
    }

    public void start() {
        signaling.addListener(this);
        presence.addListener(this);
        signaling.handle(MessageType.PRESENCE, this::subscribe);
    }

    @Override
    public void close() {
        signaling.handle(MessageType.PRESENCE, null);
        presence.removeListener(this);
        signaling.removeListener(this);
        byTenant.clear();
    }

    @Override
    public void onOpened(SignalingSession session) {}

    @Override
    public void onResumed(SignalingSession session) {
        Subscription subscription = ofTenant(session).get(session.id());
        if (subscription != null) {
            tellAll(subscription);
        }
    }

    @Override
    public void onEnded(SignalingSession session, String reason) {
        unsubscribe(session);
    }

    @Override
    public void onPresenceChanged(String tenant, String user) {
        if (!byTenant.containsKey(tenant)) {
            return;
        }
        synchronized (changed) {
            boolean first = changed.isEmpty();
            changed.computeIfAbsent(tenant, absent -> new LinkedHashSet<>()).add(user);
            if (!first) {
                return;
            }
        }
        signaling.deadlines().schedule(signaling.nowNanos() + PAUSE_NANOS, this::tellChanges);
    }

    private void subscribe(SignalingSession session, ClientMessage message) {
        Set<String> users = new HashSet<>();
        JsonNode named = message.payload().get("users");
        if (named != null) {
            named.forEach(user -> users.add(user.textValue()));
        }
        boolean all = message.payload().path("all").booleanValue();
        session.acknowledge(message);
        if (!all && users.isEmpty()) {
            unsubscribe(session);
            return;
        }
        Subscription subscription = new Subscription(session, all ? Set.of() : users);
        byTenant.compute(session.identity().tenant(), (tenant, subscriptions) -> {
            Map<String, Subscription> ofTenant = subscriptions == null ? new ConcurrentHashMap<>() : subscriptions;
            ofTenant.put(session.id(), subscription);
            return ofTenant;
        });
        tellAll(subscription);
        if (signaling.find(session.id()) == null) {
            unsubscribe(session); // it ended while it subscribed
        }
    }

    private void unsubscribe(SignalingSession session) {
        byTenant.computeIfPresent(session.identity().tenant(), (tenant, subscriptions) -> {
            subscriptions.remove(session.id());
            return subscriptions.isEmpty() ? null : subscriptions;
        });
    }

    private Map<String, Subscription> ofTenant(SignalingSession session) {
        return byTenant.getOrDefault(session.identity().tenant(), Map.of());
    }

    private void tellAll(Subscription subscription) {
        String tenant = subscription.session().identity().tenant();
        boolean all = subscription.users().isEmpty();
        List<String> users = all
                ? presence.users(tenant, ROSTER_USERS)
                : subscription.users().stream().sorted().toList();
        send(subscription.session(), tenant, users, true);
    }

    private void tellChanges() {
        Map<String, Set<String>> news;
        synchronized (changed) {
            news = new HashMap<>(changed);
            changed.clear();
        }
        news.forEach((tenant, users) -> byTenant.getOrDefault(tenant, Map.of())
                .values()
                .forEach(subscription -> {
                    if (subscription.session().isAttached()) {
                        List<String> concerned =
                                users.stream().filter(subscription::concerns).toList();
                        if (!concerned.isEmpty()) {
                            send(subscription.session(), tenant, concerned, false);
                        }
                    }
                }));
    }

    /** @param everything whether what the client knew before is to be forgotten */
    private void send(SignalingSession session, String tenant, List<String> users, boolean everything) {
        int from = 0;
        do {
            int to = Math.min(users.size(), from + USERS_PER_MESSAGE);
            session.send(text(tenant, users.subList(from, to), everything && from == 0));
            from = to;
        } while (from < users.size());
    }

    private String text(String tenant, List<String> users, boolean everything) {
        ObjectNode message = MAPPER.createObjectNode().put("type", "presence");
        ObjectNode payload = message.putObject("payload").put("everything", everything);
        ArrayNode array = payload.putArray("users");
        for (String user : users) {
            List<PresenceEntry> entries = new ArrayList<>(presence.find(tenant, user));
            ObjectNode json = array.addObject()
                    .put("user", user)
                    .put("online", !entries.isEmpty())
                    .put("inCall", entries.stream().anyMatch(PresenceEntry::inCall));
            ArrayNode devices = json.putArray("devices");
            entries.stream().limit(DEVICES_PER_USER).forEach(entry -> devices.addObject()
                    .put("device", entry.device())
                    .put("session", entry.session())
                    .put("inCall", entry.inCall()));
        }
        try {
            return MAPPER.writeValueAsString(message);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree of plain values cannot fail to be written", impossible);
        }
    }
}
