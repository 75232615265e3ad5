// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import java.util.function.LongSupplier;

/**
 * What calls are measured with.
 *
 * @param wallNanos time as it passes, monotonic
 * @param cpuNanos time the calling thread has computed, which a busy machine or a pause of the virtual machine does not
 *     lengthen
 * @param allocatedBytes what the calling thread has allocated since it began
 */
public record CallClock(LongSupplier wallNanos, LongSupplier cpuNanos, LongSupplier allocatedBytes) {
    /** Takes no notice of allocations. */
    public CallClock(LongSupplier wallNanos, LongSupplier cpuNanos) {
        this(wallNanos, cpuNanos, () -> 0);
    }

    /** Takes all that passes for computing. */
    static CallClock wallOnly(LongSupplier wallNanos) {
        return new CallClock(wallNanos, wallNanos);
    }
}
