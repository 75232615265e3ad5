// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

/**
 * How patient the slots are.
 *
 * @param drainNanos how long an unbind waits for the plugin's products to migrate
 * @param failuresToQuarantine so many failures within {@code failureWindowNanos} take a plugin out
 * @param failureWindowNanos the window in which failures are counted
 * @param budgets how long hot-path calls may take
 * @param allocations how much they may allocate
 */
public record SlotSettings(
        long drainNanos,
        int failuresToQuarantine,
        long failureWindowNanos,
        CallBudgets budgets,
        AllocationBudgets allocations) {
    /** 2 seconds; 3 failures within a minute. */
    public static final SlotSettings DEFAULT = new SlotSettings(2_000_000_000L, 3, 60_000_000_000L);

    /** With the default budgets for allocation. */
    public SlotSettings(long drainNanos, int failuresToQuarantine, long failureWindowNanos, CallBudgets budgets) {
        this(drainNanos, failuresToQuarantine, failureWindowNanos, budgets, AllocationBudgets.DEFAULT);
    }

    /** With the default budgets. */
    public SlotSettings(long drainNanos, int failuresToQuarantine, long failureWindowNanos) {
        this(drainNanos, failuresToQuarantine, failureWindowNanos, CallBudgets.DEFAULT);
    }

    public SlotSettings {
        if (drainNanos < 0) {
            throw new IllegalArgumentException("drainNanos: " + drainNanos + " (expected: >= 0)");
        }
        if (failuresToQuarantine < 1 || failuresToQuarantine > 1000) {
            throw new IllegalArgumentException(
                    "failuresToQuarantine: " + failuresToQuarantine + " (expected: 1..1000)");
        }
        if (failureWindowNanos <= 0) {
            throw new IllegalArgumentException("failureWindowNanos: " + failureWindowNanos + " (expected: > 0)");
        }
    }
}
