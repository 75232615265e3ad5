// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

/**
 * The latest measured calls of one kind of one plugin, over all its products, and whether too many of them were over a
 * budget of time or allocation. Safe from any thread; touched by measured calls only.
 *
 * <p>The machine may be to blame for a long call: its thread was not run, or the virtual machine stood still. So a call
 * counts against the plugin only where it <em>computed</em> for longer than its budget, or took longer while computing next
 * to nothing, which is to say that it waited. What is in between was interrupted. And it takes {@value #TOO_MANY} of the
 * latest {@value #REMEMBERED} to judge: a call of some microseconds meets a pause once in thousands of times.
 */
final class SampledCalls {
    static final int REMEMBERED = 20;
    static final int TOO_MANY = 5;

    private static final int MASK = (1 << REMEMBERED) - 1;

    /** A call that used less than this part of its budget did not have the time to be interrupted often. */
    private static final int NEXT_TO_NOTHING = 10;

    private int overBudget; // a bit per call, the latest lowest

    /** Whether the plugin is to blame for a call. */
    static boolean isOver(long wallNanos, long cpuNanos, long budgetNanos) {
        return cpuNanos > budgetNanos || (wallNanos > budgetNanos && cpuNanos < budgetNanos / NEXT_TO_NOTHING);
    }

    /** Remembers one call; true where there are now too many that were over. */
    synchronized boolean add(boolean over) {
        overBudget = ((overBudget << 1) | (over ? 1 : 0)) & MASK;
        return over && Integer.bitCount(overBudget) >= TOO_MANY;
    }

    synchronized void forget() {
        overBudget = 0;
    }
}
