// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import java.util.function.LongSupplier;

/**
 * What calls are timed with.
 *
 * @param wallNanos time as it passes, monotonic
 * @param cpuNanos time the calling thread has computed, which a busy machine or a pause of the virtual machine does not
 *     lengthen
 */
public record CallClock(LongSupplier wallNanos, LongSupplier cpuNanos) {
    /** Takes all that passes for computing. */
    static CallClock wallOnly(LongSupplier wallNanos) {
        return new CallClock(wallNanos, wallNanos);
    }
}
