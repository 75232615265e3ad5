// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.cluster;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.breaker.Breakers;
import im.antiphon.api.bus.Bus;
import im.antiphon.api.bus.BusException;
import im.antiphon.api.bus.BusListener;
import im.antiphon.api.bus.BusNode;
import im.antiphon.api.bus.Buses;
import im.antiphon.api.bus.PresenceEntry;
import im.antiphon.core.cluster.ClusterException.Reason;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster over a bus: a {@link NodeLink} to each other node, and the presence of all. One thread owns the links; what
 * comes from the bus, and what is sent by any other thread, gets there as a task. How many of these wait is bounded: frames
 * by {@value #MAXIMUM_FRAMES_WAITING}, beyond which they are dropped, to be sent again; messages by what links keep.
 *
 * <p>The bus is called through the breaker {@value #BREAKER}. While it is open nothing is put on the bus; what is to be sent
 * waits in its link, and is refused where that is full. Everything that needs no other node goes on.
 */
public class LinkedCluster implements Cluster, AutoCloseable {
    /** Name of the breaker around the bus. */
    public static final String BREAKER = "bus";

    static final int MAXIMUM_FRAMES_WAITING = 4096;

    /** Of one message on the bus; a frame has room for it. */
    static final int MAXIMUM_MESSAGE_BYTES = 192 * 1024;

    private static final int MAXIMUM_LINKS = 1024;
    private static final Logger LOG = LoggerFactory.getLogger(LinkedCluster.class);

    /**
     * What the cluster works with.
     *
     * @param thread one thread, which belongs to the cluster
     * @param nanoTime a monotonic clock
     */
    public record Surroundings(
            Buses buses,
            Breakers breakers,
            MetricRegistry metrics,
            ScheduledExecutorService thread,
            LongSupplier nanoTime) {}

    private final BusNode self;
    private final LinkSettings settings;
    private final Surroundings surroundings;
    private final ClusterMeters meters;
    private final ClusterPresence presence;
    private final ClusterDispatch dispatch;
    private final List<ClusterListener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicInteger framesWaiting = new AtomicInteger();
    private final AtomicInteger messagesWaiting = new AtomicInteger();
    private volatile Set<String> nodes = Set.of();
    private volatile @Nullable Bus bus;
    private volatile boolean closed;

    // confined to the thread
    private final Map<String, Peer> peers = new LinkedHashMap<>();
    private final OpenRequests requests = new OpenRequests();
    private final Set<String> departed = new TreeSet<>();
    private Set<String> onBus = Set.of();
    private @Nullable ScheduledFuture<?> timer;
    private long timerAtNanos = NodeLink.NEVER;
    private boolean flushing;

    public LinkedCluster(BusNode self, LinkSettings settings, Surroundings surroundings) {
        this.self = self;
        this.settings = settings;
        this.surroundings = surroundings;
        this.meters = new ClusterMeters(surroundings.metrics(), () -> nodes.size());
        this.presence = new ClusterPresence(self.id(), () -> bus);
        this.dispatch = new ClusterDispatch(meters, (node, answer) -> send(node, answer, false));
    }

    /** Joins the bus. */
    public final void open() {
        bus = surroundings.buses().open(self, new Ear());
        presence.announceAll();
    }

    /** Says goodbye to the other nodes and leaves the bus; sessions should have ended before. */
    @Override
    public final void close() {
        closed = true;
        Bus left = bus;
        run(() -> {
            long nowNanos = now();
            peers.forEach((node, peer) -> {
                if (nodes.contains(node)) {
                    peer.transmit(peer.link.farewell(nowNanos));
                }
                peer.link.end(peer);
            });
        });
        surroundings.thread().shutdown();
        try {
            surroundings.thread().awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
        if (left != null) {
            left.close();
        }
        meters.close();
    }

    /** Who is there. */
    public final Presence presence() {
        return presence;
    }

    @Override
    public final String node() {
        return self.id();
    }

    @Override
    public final Set<String> nodes() {
        return nodes;
    }

    @Override
    public final CompletionStage<@Nullable Void> send(String node, ClusterMessage message) {
        return send(node, requireShort(ClusterFrames.envelope(message)).build(), true);
    }

    @Override
    public final void broadcast(ClusterMessage message) {
        Envelope envelope = requireShort(ClusterFrames.envelope(message)).build();
        nodes.forEach(node -> send(node, envelope, true));
    }

    @Override
    public final CompletionStage<ClusterMessage> request(String node, ClusterMessage message, Duration timeout) {
        Envelope.Builder envelope = requireShort(ClusterFrames.envelope(message));
        CompletableFuture<ClusterMessage> answer = new CompletableFuture<>();
        boolean accepted = run(() -> {
            long id = requests.open(now(), node, timeout, answer);
            if (id == 0) {
                answer.completeExceptionally(overloaded(node));
                return;
            }
            send(node, envelope.setRequest(id).build(), true).whenComplete((sent, failure) -> {
                if (failure instanceof ClusterException refused) {
                    run(() -> requests.fail(id, refused));
                }
            });
        });
        if (!accepted) {
            answer.completeExceptionally(overloaded(node));
        }
        return answer;
    }

    @Override
    public final void handle(String kind, ClusterHandler handler) {
        dispatch.handle(kind, handler);
    }

    @Override
    public final void respond(String kind, ClusterResponder responder) {
        dispatch.respond(kind, responder);
    }

    @Override
    public final void ignore(String kind) {
        dispatch.ignore(kind);
    }

    @Override
    public final void addListener(ClusterListener listener) {
        listeners.add(listener);
    }

    @Override
    public final void removeListener(ClusterListener listener) {
        listeners.remove(listener);
    }

    private CompletionStage<@Nullable Void> send(String node, Envelope envelope, boolean onlyIfThere) {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        if (messagesWaiting.incrementAndGet() > settings.maximumMessages()) {
            messagesWaiting.decrementAndGet();
            done.completeExceptionally(overloaded(node));
            return done;
        }
        boolean accepted = run(() -> {
            messagesWaiting.decrementAndGet();
            if (node.equals(self.id())) {
                take(node, envelope);
                done.complete(null);
            } else if (onlyIfThere && !nodes.contains(node)) {
                done.completeExceptionally(noNode(node));
            } else if (!peer(node).link.send(new Outgoing(envelope, done))) {
                done.completeExceptionally(overloaded(node));
            } else {
                meters.sent();
                flushSoon();
            }
        });
        if (!accepted) {
            messagesWaiting.decrementAndGet();
            done.completeExceptionally(noNode(node));
        }
        return done;
    }

    private Peer peer(String node) {
        Peer known = peers.get(node);
        if (known == null) {
            if (peers.size() >= MAXIMUM_LINKS) {
                peers.keySet().removeIf(former -> !nodes.contains(former)); // long gone, all of them
            }
            known = new Peer(node, new NodeLink(self.incarnation(), settings, now()));
            peers.put(node, known);
        }
        return known;
    }

    private void onFrame(String fromNode, byte[] bytes) {
        LinkFrame frame = ClusterFrames.read(bytes);
        if (frame == null) {
            meters.malformed();
            return;
        }
        Peer peer = peer(fromNode);
        long before = peer.link.peer();
        peer.link.onFrame(now(), frame, peer);
        if (before != 0 && before != peer.link.peer()) { // another process of that name
            departed.add(fromNode);
            rejoin();
        }
        if (frame.getSender() == peer.link.peer() && departed.contains(fromNode) != frame.getLeaving()) {
            if (frame.getLeaving()) {
                departed.add(fromNode);
                presence.forget(fromNode);
            } else {
                departed.remove(fromNode);
            }
            rejoin();
        }
        flushSoon();
    }

    private void onNodes(Set<String> now) {
        onBus = Set.copyOf(now);
        departed.retainAll(now);
        rejoin();
        presence.retain(onBus);
        flushSoon();
    }

    /** Those on the bus are there, but for those who have said goodbye. */
    private void rejoin() {
        Set<String> before = nodes;
        Set<String> after = new TreeSet<>(onBus);
        after.removeAll(departed);
        nodes = Set.copyOf(after);
        before.stream().filter(node -> !after.contains(node)).forEach(this::gone);
        for (String node : after) {
            if (!before.contains(node)) {
                LOG.info("event=node_joined node={}", node);
                peer(node).link.greet(now());
                tell(listener -> listener.onNodeJoined(node));
            }
        }
    }

    private void gone(String node) {
        LOG.info("event=node_gone node={}", node);
        Peer peer = peers.get(node);
        if (peer != null) {
            peer.link.end(peer);
        }
        requests.failAllOf(node, noNode(node));
        tell(listener -> listener.onNodeGone(node));
    }

    private void tell(Consumer<ClusterListener> news) {
        for (ClusterListener listener : listeners) {
            try {
                news.accept(listener);
            } catch (RuntimeException mistake) { // the others must hear of it all the same
                LOG.error("event=cluster_listener_failed", mistake);
            }
        }
    }

    private void take(String fromNode, Envelope envelope) {
        if (envelope.getResponse() == 0) {
            dispatch.dispatch(fromNode, envelope);
            return;
        }
        ClusterMessage answer = ClusterFrames.message(envelope);
        if (envelope.getFailed() || answer == null) {
            requests.fail(envelope.getResponse(), new ClusterException(Reason.FAILED, envelope.getPayload()));
        } else {
            requests.complete(envelope.getResponse(), answer);
        }
    }

    /** After whatever else waits for the thread, so that messages share frames. */
    private void flushSoon() {
        if (!flushing) {
            flushing = true;
            run(this::flush);
        }
    }

    private void flush() {
        flushing = false;
        long nowNanos = now();
        long nextNanos = requests.nextTimeoutNanos();
        for (Peer peer : peers.values()) {
            peer.link.flush(nowNanos, peer);
            long wanted = peer.link.nextTimeoutNanos();
            if (wanted != NodeLink.NEVER && (nextNanos == NodeLink.NEVER || wanted - nextNanos < 0)) {
                nextNanos = wanted;
            }
        }
        arm(nowNanos, nextNanos);
    }

    private void arm(long nowNanos, long atNanos) {
        if (atNanos == NodeLink.NEVER || (timer != null && timerAtNanos - atNanos <= 0)) {
            return;
        }
        if (timer != null) {
            timer.cancel(false);
        }
        timerAtNanos = atNanos;
        timer = closed
                ? null
                : surroundings.thread().schedule(this::onTimer, Math.max(0, atNanos - nowNanos), TimeUnit.NANOSECONDS);
    }

    private void onTimer() {
        timer = null;
        timerAtNanos = NodeLink.NEVER;
        long nowNanos = now();
        requests.handleTimeout(nowNanos);
        peers.values().forEach(peer -> peer.link.handleTimeout(nowNanos));
        flush();
    }

    /** False where the cluster is closed. */
    private boolean run(Runnable task) {
        if (surroundings.thread().isShutdown()) {
            return false;
        }
        surroundings.thread().execute(() -> {
            try {
                task.run();
            } catch (RuntimeException mistake) { // the thread must go on
                LOG.error("event=cluster_task_failed", mistake);
            }
        });
        return true;
    }

    private long now() {
        return surroundings.nanoTime().getAsLong();
    }

    private static Envelope.Builder requireShort(Envelope.Builder envelope) {
        int size = envelope.build().getSerializedSize();
        if (size > MAXIMUM_MESSAGE_BYTES) {
            throw new IllegalArgumentException(
                    "message: " + size + " bytes (expected: <= " + MAXIMUM_MESSAGE_BYTES + ")");
        }
        return envelope;
    }

    private static ClusterException overloaded(String node) {
        return new ClusterException(Reason.OVERLOADED, "too much waits for node " + node);
    }

    private static ClusterException noNode(String node) {
        return new ClusterException(Reason.NO_NODE, "no node " + node);
    }

    /** A link, and what becomes of what it wants done. */
    private final class Peer implements LinkSink {
        private final String node;
        private final NodeLink link;

        Peer(String node, NodeLink link) {
            this.node = node;
            this.link = link;
        }

        @Override
        public void transmit(LinkFrame frame) {
            Bus to = bus;
            if (to != null) {
                byte[] bytes = frame.toByteArray();
                meters.transmitted();
                surroundings
                        .breakers()
                        .<@Nullable Void>callAsync(
                                BREAKER,
                                () -> to.send(node, bytes),
                                () -> CompletableFuture.failedFuture(new BusException("the breaker is open")))
                        .whenComplete((sent, failure) -> {
                            if (failure != null) {
                                meters.refused(); // the link sends it again
                            }
                        });
            }
        }

        @Override
        public void deliver(Envelope envelope) {
            take(node, envelope);
        }

        @Override
        public void acknowledged(Outgoing outgoing) {
            outgoing.done().complete(null);
        }

        @Override
        public void lost(Outgoing outgoing) {
            outgoing.done().completeExceptionally(noNode(node));
        }
    }

    /** What the bus tells, brought to the thread. */
    private final class Ear implements BusListener {
        @Override
        public void onFrame(String fromNode, byte[] frame) {
            if (framesWaiting.incrementAndGet() > MAXIMUM_FRAMES_WAITING) {
                framesWaiting.decrementAndGet();
                meters.overrun();
                return;
            }
            run(() -> {
                framesWaiting.decrementAndGet();
                LinkedCluster.this.onFrame(fromNode, frame);
            });
        }

        @Override
        public void onNodes(Set<String> now) {
            run(() -> LinkedCluster.this.onNodes(now));
        }

        @Override
        public void onPresence(String node, List<PresenceEntry> entries) {
            run(() -> presence.replace(node, entries));
        }

        @Override
        public void onAnnounced(PresenceEntry entry) {
            run(() -> presence.announced(entry));
        }

        @Override
        public void onWithdrawn(String node, String session) {
            run(() -> presence.withdrawn(node, session));
        }

        @Override
        public void onConnected() {
            run(() -> {
                long nowNanos = now();
                peers.values().forEach(peer -> peer.link.onConnected(nowNanos));
                flushSoon();
            });
        }
    }
}
