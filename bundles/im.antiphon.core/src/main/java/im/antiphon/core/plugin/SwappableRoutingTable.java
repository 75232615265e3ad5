// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.routing.RoutingNode;
import im.antiphon.api.routing.RoutingStrategyFactory;
import im.antiphon.api.routing.RoutingTable;
import im.antiphon.core.routing.RendezvousStrategy;
import im.antiphon.core.routing.TagSelection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A routing table whose strategy and nodes may be replaced under any number of look-ups.
 *
 * <p>What is looked up in is an immutable {@link Edition}; a change builds the next one beside it, under a lock that no
 * look-up takes, and puts it in its place. Look-ups are counted in and out of their edition, so that the plugin of an old
 * edition is released when the last of them has left it, and not before.
 *
 * <p>A strategy that throws has failed this table: the look-up is answered from the next best plugin and, if that fails at
 * it too, without one.
 */
final class SwappableRoutingTable implements RoutingTable, PluginUser {
    private final TenantSlot<RoutingStrategyFactory> slot;
    private final Supplier<List<String>> dimensions;

    /** One for each thread that looks up: what threads share, they would fight for. */
    private final ThreadLocal<CallSampler<RoutingStrategyFactory>> samplers;

    private final ReentrantLock building = new ReentrantLock();
    private volatile Edition edition;
    private volatile boolean outdated;

    // guarded by building
    private long avoidedServiceId = PluginSlot.NONE;
    private boolean closed;

    private SwappableRoutingTable(
            TenantSlot<RoutingStrategyFactory> slot, Supplier<List<String>> dimensions, List<RoutingNode> nodes) {
        this.slot = slot;
        this.dimensions = dimensions;
        this.samplers = ThreadLocal.withInitial(() -> new CallSampler<>(slot, HotCall.ROUTE));
        this.edition = build(nodes);
    }

    /** @param dimensions of tags by which is selected, as they are at the moment */
    static SwappableRoutingTable open(
            TenantSlot<RoutingStrategyFactory> slot, Supplier<List<String>> dimensions, List<RoutingNode> nodes) {
        long generation = slot.generation();
        SwappableRoutingTable table = new SwappableRoutingTable(slot, dimensions, distinct(nodes));
        slot.attach(table);
        if (slot.generation() != generation) {
            table.onRankingChanged();
        }
        return table;
    }

    @Override
    public @Nullable RoutingNode route(CharSequence key) {
        return route(key, Map.of());
    }

    @Override
    public @Nullable RoutingNode route(CharSequence key, Map<String, String> wantedTags) {
        Objects.requireNonNull(key, "key");
        for (boolean again = false; ; again = true) {
            Edition entered = enter();
            CallSampler<RoutingStrategyFactory> lookUps = samplers.get();
            boolean timed = lookUps.begin();
            try {
                RoutingNode node = entered.selection.route(key, wantedTags);
                if (timed) {
                    lookUps.end(entered.lease);
                }
                return node;
            } catch (Throwable failure) {
                fallBack(entered, failure, again);
            } finally {
                entered.leave();
            }
        }
    }

    @Override
    public List<RoutingNode> nodes() {
        return edition.nodes;
    }

    @Override
    public void replaceNodes(List<RoutingNode> nodes) {
        List<RoutingNode> checked = distinct(nodes);
        building.lock();
        try {
            publish(closed ? new Edition(checked, dimensions.get(), null) : build(checked));
        } finally {
            building.unlock();
        }
        migrateIfOutdated();
    }

    @Override
    public String servedBy() {
        return edition.servedBy;
    }

    @Override
    public void close() {
        building.lock();
        try {
            closed = true;
            slot.detach(this);
            publish(new Edition(edition.nodes, dimensions.get(), null));
        } finally {
            building.unlock();
        }
    }

    @Override
    public void onRankingChanged() {
        outdated = true;
        migrateIfOutdated();
    }

    /**
     * Called after every unlocking by those who may have been in the way of a migration. A plugin that fails while an
     * edition is being built changes the ranking; that is looked at after the building, not in the middle of it.
     */
    private void migrateIfOutdated() {
        while (outdated && !building.isHeldByCurrentThread() && building.tryLock()) {
            try {
                outdated = false;
                if (!closed && !isCurrent(edition)) {
                    publish(build(edition.nodes));
                }
            } finally {
                building.unlock();
            }
        }
    }

    private boolean isCurrent(Edition serving) {
        return serving.lease != null
                && slot.isBest(serving.lease, avoidedServiceId)
                && serving.dimensions.equals(dimensions.get());
    }

    private void fallBack(Edition failing, Throwable failure, boolean again) {
        building.lock();
        try {
            if (failing.lease == null) {
                throw new IllegalStateException("the built-in strategy failed", failure);
            }
            slot.failed(failing.lease.plugin(), failure);
            if (edition == failing) { // else others have met the same failure, and its successor is in place
                avoidedServiceId = failing.lease.serviceId();
                publish(again ? new Edition(failing.nodes, failing.dimensions, null) : build(failing.nodes));
            }
        } finally {
            building.unlock();
        }
        migrateIfOutdated();
    }

    private Edition build(List<RoutingNode> nodes) {
        List<String> current = dimensions.get();
        PluginLease<RoutingStrategyFactory, TagSelection> lease =
                slot.open(factory -> TagSelection.of(nodes, current, factory), avoidedServiceId);
        return new Edition(nodes, current, lease);
    }

    private void publish(Edition next) {
        Edition before = edition;
        edition = next;
        before.retire();
    }

    private Edition enter() {
        while (true) {
            Edition current = edition;
            current.entered.increment();
            if (current == edition) {
                return current;
            }
            current.leave(); // it may have been released in the meantime
        }
    }

    private static List<RoutingNode> distinct(List<RoutingNode> nodes) {
        Set<String> ids = new HashSet<>();
        for (RoutingNode node : nodes) {
            if (!ids.add(node.id())) {
                throw new IllegalArgumentException("nodes: " + node.id() + " twice (expected: ids that differ)");
            }
        }
        return List.copyOf(nodes);
    }

    /** The strategies over one list of nodes, by one plugin or by none. */
    private static final class Edition {
        private static final String WITHOUT_PLUGIN = "built-in";

        final List<RoutingNode> nodes;
        final List<String> dimensions;
        final @Nullable PluginLease<RoutingStrategyFactory, TagSelection> lease;
        final TagSelection selection;
        final String servedBy;

        final LongAdder entered = new LongAdder();
        private final LongAdder left = new LongAdder();
        private final AtomicBoolean released = new AtomicBoolean();
        private volatile boolean retired;

        Edition(
                List<RoutingNode> nodes,
                List<String> dimensions,
                @Nullable PluginLease<RoutingStrategyFactory, TagSelection> lease) {
            this.nodes = nodes;
            this.dimensions = dimensions;
            this.lease = lease;
            selection = lease == null ? TagSelection.of(nodes, dimensions, RendezvousStrategy::new) : lease.product();
            servedBy = lease == null ? WITHOUT_PLUGIN : lease.servedBy();
        }

        void leave() {
            left.increment();
            if (retired) {
                releaseIfEmpty();
            }
        }

        /** Nobody who enters from now on stays. */
        void retire() {
            retired = true;
            releaseIfEmpty();
        }

        private void releaseIfEmpty() {
            // In this order: whoever has left had entered before, so equal sums mean that nobody was inside in between.
            long out = left.sum();
            if (out == entered.sum() && lease != null && released.compareAndSet(false, true)) {
                lease.release();
            }
        }
    }
}
