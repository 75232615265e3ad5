// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.congestion.CongestionController;
import im.antiphon.api.congestion.CongestionControllerFactory;
import im.antiphon.api.congestion.CongestionFeedback;
import im.antiphon.api.congestion.CongestionLimits;
import im.antiphon.api.congestion.CongestionSnapshot;
import im.antiphon.api.congestion.ManagedCongestionController;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The controller of one peer, whichever plugin serves it. Confined to one event loop; a new ranking reaches it as a task
 * on that loop, so a migration falls between two calls. A call costs a field read and a decrement more than the plugin's own: no lock,
 * no allocation, no clock but for the few calls that are timed.
 *
 * <p>A plugin that throws has failed this peer for good: the peer goes on with the next best one, from the last snapshot
 * that was sound, and does not come back to it.
 */
final class SwappableCongestionController implements ManagedCongestionController, PluginUser {
    private final TenantSlot<CongestionControllerFactory> slot;
    private final CongestionLimits limits;
    private final RandomGenerator random;
    private final LoopMigrations migrations;
    private final Runnable onClosed;
    private final AtomicBoolean waiting = new AtomicBoolean();

    private final CallSampler<CongestionControllerFactory> packets;
    private final CallSampler<CongestionControllerFactory> feedbacks;
    private final CallSampler<CongestionControllerFactory> timeouts;

    private CongestionController current;
    private @Nullable PluginLease<CongestionControllerFactory, CongestionController> lease;
    private CongestionSnapshot lastSound;
    private long avoidedServiceId = PluginSlot.NONE;
    private boolean closed;
    private volatile String servedBy = ConstantRateController.NAME;

    private SwappableCongestionController(
            TenantSlot<CongestionControllerFactory> slot,
            CongestionLimits limits,
            RandomGenerator random,
            LoopMigrations migrations,
            Runnable onClosed) {
        this.slot = slot;
        this.limits = limits;
        this.random = random;
        this.migrations = migrations;
        this.onClosed = onClosed;
        this.packets = new CallSampler<>(slot, HotCall.PACKET_SENT);
        this.feedbacks = new CallSampler<>(slot, HotCall.FEEDBACK);
        this.timeouts = new CallSampler<>(slot, HotCall.TIMEOUT);
        this.lastSound = new CongestionSnapshot(limits.startBitsPerSecond(), 0, -1, -1);
        this.current = new ConstantRateController(lastSound);
    }

    /** A controller that is the only one of its loop. */
    static SwappableCongestionController open(
            TenantSlot<CongestionControllerFactory> slot,
            CongestionLimits limits,
            RandomGenerator random,
            Executor loop) {
        return open(slot, limits, random, new LoopMigrations(slot, loop), () -> {});
    }

    /**
     * Opens a controller; by the loop itself or, before the loop has seen it, by any other thread.
     *
     * @param onClosed runs once
     */
    static SwappableCongestionController open(
            TenantSlot<CongestionControllerFactory> slot,
            CongestionLimits limits,
            RandomGenerator random,
            LoopMigrations migrations,
            Runnable onClosed) {
        SwappableCongestionController controller =
                new SwappableCongestionController(slot, limits, random, migrations, onClosed);
        long generation = slot.generation();
        controller.succeed(null);
        slot.attach(controller);
        if (slot.generation() != generation) {
            controller.onRankingChanged();
        }
        return controller;
    }

    @Override
    public void onPacketSent(long nowNanos, long transportSequenceNumber, int sizeInBytes) {
        PluginLease<CongestionControllerFactory, CongestionController> called = lease;
        boolean timed = packets.begin();
        try {
            current.onPacketSent(nowNanos, transportSequenceNumber, sizeInBytes);
        } catch (Throwable failure) {
            fallBack(failure);
            return;
        }
        if (timed) {
            packets.end(called);
        }
    }

    @Override
    public void onFeedback(long nowNanos, CongestionFeedback feedback) {
        PluginLease<CongestionControllerFactory, CongestionController> called = lease;
        boolean timed = feedbacks.begin();
        try {
            current.onFeedback(nowNanos, feedback);
            lastSound = sound(current.snapshot());
        } catch (Throwable failure) {
            fallBack(failure);
            return;
        }
        if (timed) {
            feedbacks.end(called);
        }
    }

    @Override
    public void onTimeout(long nowNanos) {
        PluginLease<CongestionControllerFactory, CongestionController> called = lease;
        boolean timed = timeouts.begin();
        try {
            current.onTimeout(nowNanos);
        } catch (Throwable failure) {
            fallBack(failure);
            return;
        }
        if (timed) {
            timeouts.end(called);
        }
    }

    @Override
    public long nextTimeoutNanos() {
        try {
            return current.nextTimeoutNanos();
        } catch (Throwable failure) {
            fallBack(failure);
            return NEVER;
        }
    }

    @Override
    public long targetBitsPerSecond() {
        try {
            return limits.clamp(current.targetBitsPerSecond());
        } catch (Throwable failure) {
            fallBack(failure);
            return limits.clamp(lastSound.targetBitsPerSecond());
        }
    }

    @Override
    public CongestionSnapshot snapshot() {
        try {
            lastSound = sound(current.snapshot());
        } catch (Throwable failure) {
            fallBack(failure);
        }
        return lastSound;
    }

    @Override
    public String servedBy() {
        return servedBy;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        slot.detach(this);
        succeedByConstantRate();
        onClosed.run();
    }

    @Override
    public void onRankingChanged() {
        if (waiting.compareAndSet(false, true)) {
            migrations.add(this);
        }
    }

    /** By its loop, between two calls. */
    void migrate() {
        waiting.set(false);
        PluginLease<CongestionControllerFactory, CongestionController> serving = lease;
        if (closed || (serving != null && slot.isBest(serving, avoidedServiceId))) {
            return;
        }
        CongestionSnapshot seed = snapshot();
        if (serving == lease) { // else the old one has failed even at that, and its successor is in place
            succeed(seed);
        }
    }

    @SuppressWarnings("ConstantConditions") // a plugin may answer what its contract forbids
    private CongestionSnapshot sound(@Nullable CongestionSnapshot answer) {
        return Objects.requireNonNull(answer, "snapshot() answered null").soundWithin(limits);
    }

    private void fallBack(Throwable failure) {
        PluginLease<CongestionControllerFactory, CongestionController> failing = lease;
        if (failing == null) {
            throw new IllegalStateException("the built-in controller failed", failure);
        }
        avoidedServiceId = failing.serviceId();
        slot.failed(failing.plugin(), failure);
        succeed(lastSound);
    }

    private void succeed(@Nullable CongestionSnapshot seed) {
        PluginLease<CongestionControllerFactory, CongestionController> successor =
                slot.open(factory -> factory.create(limits, random, seed), avoidedServiceId);
        if (successor == null) {
            succeedByConstantRate();
            return;
        }
        PluginLease<CongestionControllerFactory, CongestionController> predecessor = lease;
        lease = successor;
        current = successor.product();
        servedBy = successor.servedBy();
        if (predecessor != null) {
            predecessor.release();
        }
    }

    private void succeedByConstantRate() {
        PluginLease<CongestionControllerFactory, CongestionController> predecessor = lease;
        lease = null;
        current = new ConstantRateController(lastSound);
        servedBy = ConstantRateController.NAME;
        if (predecessor != null) {
            predecessor.release();
        }
    }
}
