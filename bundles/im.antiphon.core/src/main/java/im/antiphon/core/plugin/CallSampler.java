// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import org.jspecify.annotations.Nullable;

/**
 * Measures one in so many calls that a product gets, and hands the slot what they took and what they allocated. Confined to whoever confines the
 * product. A call that is not timed costs a decrement: no clock is read, nothing is allocated; one that is timed allocates
 * nothing either while it stays within its budget.
 */
final class CallSampler<F> {
    private final TenantSlot<F> slot;
    private final HotCall call;
    private int left;
    private long wallNanos;
    private long cpuNanos;
    private long allocatedBytes;

    CallSampler(TenantSlot<F> slot, HotCall call) {
        this.slot = slot;
        this.call = call;
        this.left = slot.budgets().interval(call);
    }

    /** Before each call; true where this one is timed, and {@link #end} must follow it. */
    boolean begin() {
        if (--left > 0) {
            return false;
        }
        start();
        return true;
    }

    /**
     * After a timed call that has not thrown.
     *
     * @param called what was called; null where that was no plugin
     */
    void end(@Nullable PluginLease<F, ?> called) {
        if (called == null) {
            return;
        }
        CallClock clock = slot.clock();
        long allocated = clock.allocatedBytes().getAsLong() - allocatedBytes;
        long tookNanos = clock.wallNanos().getAsLong() - wallNanos;
        long budgetNanos = slot.budgets().nanos(call);
        long computedNanos = tookNanos > budgetNanos ? clock.cpuNanos().getAsLong() - cpuNanos : 0;
        slot.timed(called.plugin(), call, tookNanos, computedNanos);
        slot.allocated(called.plugin(), call, allocated);
    }

    private void start() {
        left = slot.budgets().interval(call);
        CallClock clock = slot.clock();
        cpuNanos = clock.cpuNanos().getAsLong();
        wallNanos = clock.wallNanos().getAsLong();
        allocatedBytes = clock.allocatedBytes().getAsLong();
    }
}
