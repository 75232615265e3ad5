// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.bus.Bus;
import im.antiphon.api.bus.BusException;
import im.antiphon.api.bus.BusFactory;
import im.antiphon.api.bus.BusListener;
import im.antiphon.api.bus.BusNode;
import im.antiphon.api.bus.PresenceEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A bus whose plugin may be replaced while messages are under way; {@link im.antiphon.api.bus.Buses} tells how. From the
 * moment a successor is opened it alone is believed about who is there; frames are taken from both until the former
 * product is closed. Safe from any thread.
 *
 * <p>Three locks, taken in this order if more than one: {@code migrating} while products are opened and closed;
 * {@code presence} while entries are told to a product, so that the successor is told each of them and the latest last;
 * {@code telling} while the listener is called, so that it hears two products one call at a time. Products do not wait in
 * the calls made under them.
 */
final class SwappableBus implements Bus, PluginUser {
    private final TenantSlot<BusFactory> slot;
    private final BusNode node;
    private final BusListener listener;
    private final Executor migrations;
    private final Runnable onClosed;

    private final ReentrantLock migrating = new ReentrantLock();
    private final ReentrantLock presence = new ReentrantLock();
    private final ReentrantLock telling = new ReentrantLock();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Map<String, PresenceEntry> entries = new LinkedHashMap<>(); // guarded by presence
    private volatile @Nullable Product current;
    private volatile @Nullable Ear believed;
    private volatile boolean closed;

    /** @param onClosed runs once, when another bus may be opened */
    SwappableBus(
            TenantSlot<BusFactory> slot, BusNode node, BusListener listener, Executor migrations, Runnable onClosed) {
        this.slot = slot;
        this.node = node;
        this.listener = listener;
        this.migrations = migrations;
        this.onClosed = onClosed;
    }

    /** Opens the first product, if there is one, and from then on follows the ranking. */
    void start() {
        slot.attach(this);
        migrate();
    }

    @Override
    public CompletionStage<@Nullable Void> send(String toNode, byte[] frame) {
        if (frame.length == 0 || frame.length > MAXIMUM_FRAME_BYTES) {
            throw new IllegalArgumentException(
                    "frame: " + frame.length + " bytes (expected: 1.." + MAXIMUM_FRAME_BYTES + ")");
        }
        Product product = current;
        while (product != null && !product.enter()) {
            product = current;
        }
        if (product == null) {
            return CompletableFuture.failedFuture(new BusException("no plugin serves the bus"));
        }
        CompletionStage<@Nullable Void> sent = product.ask(bus -> bus.send(toNode, frame));
        return sent == null ? CompletableFuture.failedFuture(new BusException("the bus plugin failed")) : sent;
    }

    @Override
    public void announce(PresenceEntry entry) {
        if (!entry.node().equals(node.id())) {
            throw new IllegalArgumentException("entry: of node " + entry.node() + " (expected: " + node.id() + ")");
        }
        presence.lock();
        try {
            entries.put(entry.session(), entry);
            tell(current, bus -> bus.announce(entry));
        } finally {
            presence.unlock();
        }
    }

    @Override
    public void withdraw(String session) {
        presence.lock();
        try {
            if (entries.remove(session) != null) {
                tell(current, bus -> bus.withdraw(session));
            }
        } finally {
            presence.unlock();
        }
    }

    @Override
    public void close() {
        slot.detach(this);
        migrating.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            end(current);
            current = null;
            believed = null;
        } finally {
            migrating.unlock();
        }
        onClosed.run();
    }

    @Override
    public void onRankingChanged() {
        if (scheduled.compareAndSet(false, true)) {
            migrations.execute(() -> {
                scheduled.set(false);
                migrate();
            });
        }
    }

    private void migrate() {
        migrating.lock();
        try {
            Product former = current;
            if (closed || (former != null && slot.isBest(former.lease, PluginSlot.NONE))) {
                return;
            }
            PluginLease<BusFactory, Bus> lease = slot.open(
                    factory -> {
                        Ear ear = new Ear();
                        believed = ear;
                        return factory.open(node, ear);
                    },
                    PluginSlot.NONE);
            Product successor = lease == null ? null : new Product(lease);
            presence.lock();
            try {
                entries.values().forEach(entry -> tell(successor, bus -> bus.announce(entry)));
                current = successor;
            } finally {
                presence.unlock();
            }
            if (successor == null) {
                believed = null;
                hear(() -> listener.onNodes(Set.of()));
            }
            end(former);
        } finally {
            migrating.unlock();
        }
    }

    private static void tell(@Nullable Product product, Consumer<Bus> what) {
        if (product != null && product.enter()) {
            product.ask(bus -> {
                what.accept(bus);
                return bus;
            });
        }
    }

    private static void end(@Nullable Product product) {
        if (product != null) {
            product.end();
        }
    }

    private void hear(Runnable what) {
        telling.lock();
        try {
            what.run();
        } finally {
            telling.unlock();
        }
    }

    /** A product, and how many calls are in it. */
    private final class Product {
        private final PluginLease<BusFactory, Bus> lease;

        // guarded by this
        private int inside;
        private boolean ending;

        Product(PluginLease<BusFactory, Bus> lease) {
            this.lease = lease;
        }

        synchronized boolean enter() {
            if (ending) {
                return false;
            }
            inside++;
            return true;
        }

        /** For who has entered; null where the plugin has failed. */
        <T> @Nullable T ask(Function<Bus, T> question) {
            try {
                return question.apply(lease.product());
            } catch (Throwable failure) {
                slot.failed(lease.plugin(), failure);
                return null;
            } finally {
                synchronized (this) {
                    inside--;
                    notifyAll();
                }
            }
        }

        void end() {
            synchronized (this) {
                ending = true;
                boolean interrupted = false;
                while (inside > 0) {
                    try {
                        wait();
                    } catch (InterruptedException later) {
                        interrupted = true;
                    }
                }
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
            try {
                lease.product().close();
            } catch (Throwable failure) {
                slot.failed(lease.plugin(), failure);
            } finally {
                lease.release();
            }
        }
    }

    /** What one product tells. */
    private final class Ear implements BusListener {
        @Override
        public void onFrame(String fromNode, byte[] frame) {
            hear(() -> listener.onFrame(fromNode, frame));
        }

        @Override
        public void onNodes(Set<String> nodes) {
            hearIfBelieved(() -> listener.onNodes(nodes));
        }

        @Override
        public void onPresence(String ofNode, List<PresenceEntry> all) {
            hearIfBelieved(() -> listener.onPresence(ofNode, all));
        }

        @Override
        public void onAnnounced(PresenceEntry entry) {
            hearIfBelieved(() -> listener.onAnnounced(entry));
        }

        @Override
        public void onWithdrawn(String ofNode, String session) {
            hearIfBelieved(() -> listener.onWithdrawn(ofNode, session));
        }

        @Override
        public void onConnected() {
            hearIfBelieved(listener::onConnected);
        }

        private void hearIfBelieved(Runnable what) {
            hear(() -> {
                if (believed == this) {
                    what.run();
                }
            });
        }
    }
}
