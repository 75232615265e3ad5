// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.breaker.BreakerSettings;
import im.antiphon.api.breaker.BreakerSnapshot;
import im.antiphon.api.breaker.CircuitBreaker;
import im.antiphon.api.breaker.CircuitBreakerFactory;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The breaker of one downstream, whichever plugin serves it. Safe from any thread.
 *
 * <p>Its safe point is between two calls of the product, each of which takes a lock for the length of it (never for that of
 * the downstream's call). Whoever changes the ranking migrates the breaker if the lock is free; where it is held, nobody
 * waits: the holder migrates right after its call. The successor is seeded by the predecessor's snapshot; permits are
 * figures, so calls of the downstream that are under way report to the successor.
 *
 * <p>When a plugin throws, the next best goes on from the last sound snapshot; a downstream lives as long as the server, so
 * the failing one is tried again, unless quarantined, when plugins are ranked anew. While none is left, every call is
 * permitted.
 */
public final class SwappableCircuitBreaker implements CircuitBreaker, PluginUser, AutoCloseable {
    /** Told of every change of state, under the lock. */
    @FunctionalInterface
    public interface StateListener {
        void onState(State from, State to);
    }

    static final String BUILT_IN = "built-in";

    private static final String NO_SNAPSHOT = "snapshot() answered null";

    /** No breaker's turn, so a report with it counts nowhere. */
    private static final long UNGUARDED = Long.MAX_VALUE;

    private final TenantSlot<CircuitBreakerFactory> slot;
    private final String name;
    private final LongSupplier nanoTime;
    private final StateListener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile BreakerSettings settings;
    private volatile boolean outdated;
    private volatile String servedBy = BUILT_IN;
    private volatile State state = State.CLOSED;

    // guarded by lock
    private final CallSampler<CircuitBreakerFactory> admissions;
    private final CallSampler<CircuitBreakerFactory> reports;
    private @Nullable PluginLease<CircuitBreakerFactory, CircuitBreaker> lease;
    private @Nullable BreakerSettings settingsOfProduct;
    private @Nullable BreakerSnapshot lastSound;
    private long avoidedServiceId = PluginSlot.NONE;
    private boolean closed;

    private SwappableCircuitBreaker(
            TenantSlot<CircuitBreakerFactory> slot,
            String name,
            BreakerSettings settings,
            LongSupplier nanoTime,
            StateListener listener) {
        this.slot = slot;
        this.name = name;
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.listener = listener;
        this.admissions = new CallSampler<>(slot, HotCall.ADMIT);
        this.reports = new CallSampler<>(slot, HotCall.REPORT);
    }

    /** @param nanoTime the clock of later calls, asked where a migration needs the present */
    public static SwappableCircuitBreaker open(
            TenantSlot<CircuitBreakerFactory> slot,
            String name,
            BreakerSettings settings,
            LongSupplier nanoTime,
            StateListener listener) {
        SwappableCircuitBreaker breaker = new SwappableCircuitBreaker(slot, name, settings, nanoTime, listener);
        slot.attach(breaker);
        breaker.onRankingChanged();
        return breaker;
    }

    /** Puts new settings in force; what is in the window stays. */
    public void configure(BreakerSettings changed) {
        if (changed.equals(settings)) {
            return;
        }
        settings = changed;
        onRankingChanged();
    }

    /** {@code name@version} of the plugin that serves it at the moment, or {@value #BUILT_IN}. */
    public String servedBy() {
        return servedBy;
    }

    @Override
    public long tryAcquire(long nowNanos) {
        lock.lock();
        try {
            for (CircuitBreaker product = product(); product != null; product = product()) {
                PluginLease<CircuitBreakerFactory, CircuitBreaker> called = lease;
                boolean timed = admissions.begin();
                try {
                    long permit = product.tryAcquire(nowNanos);
                    if (timed) {
                        admissions.end(called);
                    }
                    observe(product, nowNanos);
                    return Math.max(REJECTED, permit);
                } catch (Throwable failure) {
                    fallBack(failure, nowNanos);
                }
            }
            return UNGUARDED;
        } finally {
            unlock();
        }
    }

    @Override
    public void onSuccess(long permit, long nowNanos, long durationNanos) {
        report(permit, true, nowNanos, durationNanos);
    }

    @Override
    public void onFailure(long permit, long nowNanos, long durationNanos) {
        report(permit, false, nowNanos, durationNanos);
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public BreakerSnapshot snapshot(long nowNanos) {
        lock.lock();
        try {
            CircuitBreaker product = product();
            if (product != null) {
                try {
                    lastSound = Objects.requireNonNull(product.snapshot(nowNanos), NO_SNAPSHOT);
                } catch (Throwable failure) {
                    fallBack(failure, nowNanos);
                }
            }
            BreakerSnapshot snapshot = lastSound;
            return snapshot == null ? new BreakerSnapshot(State.CLOSED, nowNanos, 0, 0, 0, 0) : snapshot;
        } finally {
            unlock();
        }
    }

    @Override
    public void onRankingChanged() {
        outdated = true;
        migrateIfOutdated();
    }

    @Override
    public void close() {
        slot.detach(this);
        lock.lock();
        try {
            closed = true;
            succeed(null);
        } finally {
            unlock();
        }
    }

    private void report(long permit, boolean success, long nowNanos, long durationNanos) {
        lock.lock();
        try {
            for (CircuitBreaker product = product(); product != null; product = product()) {
                PluginLease<CircuitBreakerFactory, CircuitBreaker> called = lease;
                boolean timed = reports.begin();
                try {
                    if (success) {
                        product.onSuccess(permit, nowNanos, durationNanos);
                    } else {
                        product.onFailure(permit, nowNanos, durationNanos);
                    }
                    if (timed) {
                        reports.end(called);
                    }
                    observe(product, nowNanos);
                    return;
                } catch (Throwable failure) {
                    fallBack(failure, nowNanos);
                }
            }
        } finally {
            unlock();
        }
    }

    private @Nullable CircuitBreaker product() {
        return lease == null ? null : lease.product();
    }

    /** A snapshot at every change of state is enough to go on from, should the plugin fail later. */
    private void observe(CircuitBreaker product, long nowNanos) {
        State now = Objects.requireNonNull(product.state(), "state() answered null");
        if (now != state) {
            lastSound = Objects.requireNonNull(product.snapshot(nowNanos), NO_SNAPSHOT);
            enter(now);
        }
    }

    private void enter(State now) {
        State before = state;
        if (now != before) {
            state = now;
            listener.onState(before, now);
        }
    }

    private void unlock() {
        lock.unlock();
        migrateIfOutdated();
    }

    /** Called after every unlocking by those who may have been in the way of a migration; not in the midst of a call. */
    private void migrateIfOutdated() {
        while (outdated && !lock.isHeldByCurrentThread() && lock.tryLock()) {
            try {
                outdated = false;
                migrate();
            } finally {
                lock.unlock();
            }
        }
    }

    private void migrate() {
        avoidedServiceId = PluginSlot.NONE;
        PluginLease<CircuitBreakerFactory, CircuitBreaker> serving = lease;
        if (closed || (serving != null && settings == settingsOfProduct && slot.isBest(serving, avoidedServiceId))) {
            return;
        }
        long nowNanos = nanoTime.getAsLong();
        if (serving != null) {
            try {
                lastSound = Objects.requireNonNull(serving.product().snapshot(nowNanos), NO_SNAPSHOT);
            } catch (Throwable failure) {
                fallBack(failure, nowNanos);
                return;
            }
        }
        succeedBySlot(nowNanos);
        if (serving != null) {
            slot.paused(nanoTime.getAsLong() - nowNanos);
        }
    }

    /** What serves has thrown: the next best plugin takes over. */
    private void fallBack(Throwable failure, long nowNanos) {
        PluginLease<CircuitBreakerFactory, CircuitBreaker> failing = lease;
        if (failing != null) {
            avoidedServiceId = failing.serviceId();
            slot.failed(failing.plugin(), failure);
            succeedBySlot(nowNanos);
        }
    }

    private void succeedBySlot(long nowNanos) {
        BreakerSettings now = settings;
        BreakerSnapshot seed = lastSound;
        settingsOfProduct = now;
        succeed(slot.open(factory -> factory.create(name, now, nowNanos, seed), avoidedServiceId));
    }

    private void succeed(@Nullable PluginLease<CircuitBreakerFactory, CircuitBreaker> successor) {
        PluginLease<CircuitBreakerFactory, CircuitBreaker> predecessor = lease;
        lease = successor;
        servedBy = successor == null ? BUILT_IN : successor.servedBy();
        enter(successor == null || lastSound == null ? State.CLOSED : lastSound.state());
        if (predecessor != null) {
            predecessor.release();
        }
    }
}
