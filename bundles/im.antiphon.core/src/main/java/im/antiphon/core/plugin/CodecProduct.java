// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.codec.CodecFactory;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The part that a swappable encoder and a swappable decoder share: the lease on the plugin's product and its migration.
 *
 * <p>A product has no loop of its own, and an idle one must let its plugin go as well. So each has a lock, taken for the
 * length of one frame. It is uncontended but for the moment of a swap: whoever changes the ranking marks the product as
 * outdated and carries the migration out itself if the lock is free; where it is held, nobody waits: the holder migrates
 * right after its frame. Either way the migration falls between two frames.
 */
abstract class CodecProduct<P extends AutoCloseable> implements PluginUser {
    /** Held while the product is called or replaced. */
    final ReentrantLock lock = new ReentrantLock();

    private final TenantSlot<CodecFactory> slot;
    private final Function<CodecFactory, P> creation;
    private final CallSampler<CodecFactory> sampler;
    private volatile boolean outdated;

    // guarded by lock
    private @Nullable PluginLease<CodecFactory, P> lease;
    private long avoidedServiceId = PluginSlot.NONE;
    private boolean closed;

    /** @param call which of the product's calls is timed now and then */
    CodecProduct(TenantSlot<CodecFactory> slot, HotCall call, Function<CodecFactory, P> creation) {
        this.slot = slot;
        this.creation = creation;
        this.sampler = new CallSampler<>(slot, call);
    }

    /** Opens the first product; false where no plugin has one. */
    final boolean start() {
        long generation = slot.generation();
        lock.lock();
        try {
            lease = slot.open(creation, avoidedServiceId);
            if (lease == null) {
                return false;
            }
        } finally {
            lock.unlock();
        }
        slot.attach(this);
        if (slot.generation() != generation) {
            onRankingChanged();
        }
        return true;
    }

    @Override
    public final void onRankingChanged() {
        outdated = true;
        migrateIfOutdated();
    }

    /**
     * Called after every unlocking by those who may have been in the way of a migration. A plugin that fails in the middle of
     * a replacement changes the ranking; that is looked at after the replacement, or one would be made within the other.
     */
    final void migrateIfOutdated() {
        while (outdated && !lock.isHeldByCurrentThread() && lock.tryLock()) {
            try {
                outdated = false;
                if (!closed && (lease == null || !slot.isBest(lease, avoidedServiceId))) {
                    long began = slot.clock().wallNanos().getAsLong();
                    replace();
                    slot.paused(slot.clock().wallNanos().getAsLong() - began);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** What serves, or null where no plugin does; under the lock. */
    final @Nullable P current() {
        return lease == null ? null : lease.product();
    }

    /** Before one frame, under the lock; where true, {@link #endTiming} follows the call unless it throws. */
    final boolean beginTiming() {
        return sampler.begin();
    }

    final void endTiming() {
        sampler.end(lease);
    }

    /** What serves has thrown: the next best plugin takes over, for good; under the lock. */
    final void fallBack(Throwable failure) {
        PluginLease<CodecFactory, P> failing = lease;
        if (failing != null) {
            avoidedServiceId = failing.serviceId();
            slot.failed(failing.plugin(), failure);
            replace();
        }
    }

    final void end() {
        lock.lock();
        try {
            closed = true;
            slot.detach(this);
            PluginLease<CodecFactory, P> last = lease;
            lease = null;
            letGo(last);
        } finally {
            lock.unlock();
        }
    }

    private void replace() {
        PluginLease<CodecFactory, P> predecessor = lease;
        lease = slot.open(creation, avoidedServiceId);
        letGo(predecessor);
    }

    private void letGo(@Nullable PluginLease<CodecFactory, P> predecessor) {
        if (predecessor == null) {
            return;
        }
        try {
            predecessor.product().close();
        } catch (Throwable failure) {
            slot.failed(predecessor.plugin(), failure);
        } finally {
            predecessor.release();
        }
    }
}
