// SPDX-License-Identifier: Apache-2.0
package im.antiphon.tck;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.IntToLongFunction;

/** Tells by the virtual machine's own account of the calling thread whether an operation allocates. */
final class AllocationMeter {
    private static final int WARM_UP = 20_000;
    private static final int ITERATIONS = 100_000;

    /** For the measuring itself; far below one byte per operation. */
    private static final long TOLERANCE_BYTES = 4096;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private AllocationMeter() {}

    /**
     * Fails where {@code operation} allocates once it has run for a while.
     *
     * @param description completes "bytes allocated by"
     * @param operation given the number of the round; what it answers keeps it from being optimised away
     */
    static void assertAllocatesNothing(String description, IntToLongFunction operation) {
        long sum = 0;
        for (int i = 0; i < WARM_UP; i++) {
            sum += operation.applyAsLong(i);
        }
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < ITERATIONS; i++) {
            sum += operation.applyAsLong(i);
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated)
                .as("bytes allocated by %,d times %s (sum %d)", ITERATIONS, description, sum)
                .isLessThan(TOLERANCE_BYTES);
    }
}
