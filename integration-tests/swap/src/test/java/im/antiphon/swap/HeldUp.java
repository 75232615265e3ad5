// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long calls into products took as their callers saw it, and the longest of each swap. Safe from any thread, but for
 * {@link #nextSwap} and what reads.
 */
final class HeldUp {
    private static final double MILLION = 1e6;

    private final AtomicLong longest = new AtomicLong();
    private final AtomicLong calls = new AtomicLong();
    private final List<Long> longestOfSwaps = new ArrayList<>();
    private long longestWithout;

    void took(long nanos) {
        calls.incrementAndGet();
        if (nanos > longest.get()) {
            longest.accumulateAndGet(nanos, Math::max);
        }
    }

    long calls() {
        return calls.get();
    }

    /** What was seen until now was seen without a swap. */
    void quietTimeIsOver() {
        longestWithout = longest.getAndSet(0);
    }

    /** What was seen since the last one belongs to the swap that is over now. */
    void nextSwap() {
        longestOfSwaps.add(longest.getAndSet(0));
    }

    @Override
    public String toString() {
        if (calls() == 0) {
            return "called by the server alone";
        }
        List<Long> sorted = longestOfSwaps.stream().sorted().toList();
        return String.format(
                Locale.ROOT,
                "%,d calls; the longest of a swap %.2f ms (median), %.2f (the longest of all); without a swap %.2f",
                calls(),
                sorted.get(sorted.size() / 2) / MILLION,
                sorted.get(sorted.size() - 1) / MILLION,
                longestWithout / MILLION);
    }
}
