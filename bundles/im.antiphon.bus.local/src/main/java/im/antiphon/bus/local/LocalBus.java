// SPDX-License-Identifier: Apache-2.0
package im.antiphon.bus.local;

import im.antiphon.api.bus.Bus;
import im.antiphon.api.bus.BusException;
import im.antiphon.api.bus.BusListener;
import im.antiphon.api.bus.PresenceEntry;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One node's place in a {@link LocalHub}. Its listener is called by one thread, which ends when there was nothing to tell
 * for a while. Frames wait for the listener, {@value #MAXIMUM_WAITING} at most; more are refused to their senders. News of
 * nodes and entries are told as they stand when it is their turn, so of them no more than one piece per node waits.
 */
final class LocalBus implements Bus {
    static final int MAXIMUM_WAITING = 8192;

    private static final long IDLE_SECONDS = 10;

    private final LocalHub hub;
    private final String node;
    private final BusListener listener;
    private final ThreadPoolExecutor thread;
    private final AtomicInteger waiting = new AtomicInteger();
    private final ReentrantLock telling = new ReentrantLock(); // held while the listener is called

    // guarded by this
    private final Set<String> news = new TreeSet<>();
    private boolean newsWait = true; // the first ones are told by start

    private volatile boolean closed;

    LocalBus(LocalHub hub, String node, BusListener listener) {
        this.hub = hub;
        this.node = node;
        this.listener = listener;
        thread = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread created = new Thread(task, "antiphon-bus-" + node);
            created.setDaemon(true);
            return created;
        });
        thread.setRejectedExecutionHandler((task, executor) -> {}); // closed meanwhile
        thread.allowCoreThreadTimeOut(true);
    }

    void start() {
        thread.execute(() -> {
            tellNews();
            tell(listener::onConnected);
        });
    }

    String node() {
        return node;
    }

    @Override
    public CompletionStage<@Nullable Void> send(String toNode, byte[] frame) {
        if (frame.length == 0 || frame.length > MAXIMUM_FRAME_BYTES) {
            throw new IllegalArgumentException(
                    "frame: " + frame.length + " bytes (expected: 1.." + MAXIMUM_FRAME_BYTES + ")");
        }
        if (closed) {
            return CompletableFuture.failedFuture(new BusException("the bus is closed"));
        }
        LocalBus target = hub.find(toNode);
        if (target == null) {
            return CompletableFuture.completedFuture(null); // lost
        }
        return target.take(node, frame)
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(
                        new BusException("too much waits for " + toNode + " (expected: <= " + MAXIMUM_WAITING + ")"));
    }

    @Override
    public void announce(PresenceEntry entry) {
        if (!entry.node().equals(node)) {
            throw new IllegalArgumentException("entry: of node " + entry.node() + " (expected: " + node + ")");
        }
        if (!closed) {
            hub.announce(entry);
        }
    }

    @Override
    public void withdraw(String session) {
        if (!closed) {
            hub.withdraw(node, session);
        }
    }

    @Override
    public void close() {
        closed = true;
        hub.closed(this);
        thread.shutdown();
        telling.lock(); // whoever is telling now is the last
        telling.unlock();
    }

    /** There is something new about a node. */
    void hearOf(String ofNode) {
        synchronized (this) {
            news.add(ofNode);
            if (newsWait) {
                return;
            }
            newsWait = true;
        }
        thread.execute(this::tellNews);
    }

    private boolean take(String fromNode, byte[] frame) {
        if (waiting.incrementAndGet() > MAXIMUM_WAITING) {
            waiting.decrementAndGet();
            return false;
        }
        thread.execute(() -> {
            waiting.decrementAndGet();
            tell(() -> listener.onFrame(fromNode, frame));
        });
        return true;
    }

    private void tellNews() {
        List<String> about;
        synchronized (this) {
            about = List.copyOf(news);
            news.clear();
            newsWait = false;
        }
        Set<String> others = hub.othersThan(node);
        tell(() -> listener.onNodes(others));
        for (String each : about) {
            if (others.contains(each)) {
                List<PresenceEntry> entries = hub.entries(each);
                tell(() -> listener.onPresence(each, entries));
            }
        }
    }

    private void tell(Runnable what) {
        telling.lock();
        try {
            if (!closed) {
                what.run();
            }
        } finally {
            telling.unlock();
        }
    }
}
