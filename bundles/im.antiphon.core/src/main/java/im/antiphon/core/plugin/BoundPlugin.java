// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One bound factory with its use count. Uses are counted up before and down after; a withdrawn plugin gets no new ones,
 * so a count of zero after {@link #withdraw} stays zero.
 */
final class BoundPlugin<F> {
    private final PluginIdentity identity;
    private final F factory;
    private final AtomicInteger users = new AtomicInteger();
    private final AtomicLong failures = new AtomicLong();
    private final ArrayDeque<Long> recentFailures = new ArrayDeque<>();
    private final Map<HotCall, SampledCalls> sampledCalls = new EnumMap<>(HotCall.class);
    private final Map<HotCall, SampledCalls> sampledAllocations = new EnumMap<>(HotCall.class);
    private volatile boolean withdrawn;

    BoundPlugin(PluginIdentity identity, F factory) {
        this.identity = identity;
        this.factory = factory;
        for (HotCall call : HotCall.values()) {
            sampledCalls.put(call, new SampledCalls());
            sampledAllocations.put(call, new SampledCalls());
        }
    }

    PluginIdentity identity() {
        return identity;
    }

    F factory() {
        return factory;
    }

    int users() {
        return users.get();
    }

    long failures() {
        return failures.get();
    }

    /** Counts one use; false where the plugin is being withdrawn and must not be used any more. */
    boolean acquire() {
        users.incrementAndGet();
        if (withdrawn) {
            release();
            return false;
        }
        return true;
    }

    void release() {
        if (users.decrementAndGet() == 0 && withdrawn) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    boolean isWithdrawn() {
        return withdrawn;
    }

    void withdraw() {
        withdrawn = true;
    }

    /** Waits until nobody uses it; false where it is still in use after that time or the thread was interrupted. */
    synchronized boolean awaitUnused(long timeoutNanos, java.util.function.LongSupplier nanoTime) {
        long deadline = nanoTime.getAsLong() + timeoutNanos;
        while (users.get() > 0) {
            long left = deadline - nanoTime.getAsLong();
            if (left <= 0) {
                return false;
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
            } catch (InterruptedException interruption) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    /** Notes one failure and answers how many there were within the window, this one included. */
    synchronized int failed(long nowNanos, long windowNanos) {
        failures.incrementAndGet();
        recentFailures.addLast(nowNanos);
        while (nowNanos - recentFailures.getFirst() > windowNanos) {
            recentFailures.removeFirst();
        }
        if (recentFailures.size() > 1000) {
            recentFailures.removeFirst();
        }
        return recentFailures.size();
    }

    /** Notes one timed call; true where the plugin is now a slow one. */
    boolean timed(HotCall call, boolean over) {
        if (over) {
            failures.incrementAndGet();
        }
        return Objects.requireNonNull(sampledCalls.get(call)).add(over);
    }

    /** Notes what one call allocated; true where the plugin is now a wasteful one. */
    boolean allocated(HotCall call, boolean over) {
        if (over) {
            failures.incrementAndGet();
        }
        return Objects.requireNonNull(sampledAllocations.get(call)).add(over);
    }

    synchronized void forgetFailures() {
        recentFailures.clear();
        sampledCalls.values().forEach(SampledCalls::forget);
        sampledAllocations.values().forEach(SampledCalls::forget);
    }
}
