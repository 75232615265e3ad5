// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

/**
 * How long packets took from a sender of the same machine.
 *
 * @param count how many were measured
 * @param medianNanos at most an eighth too large, as is the next
 * @param percentile99Nanos 99 of 100 were no slower
 * @param percentile999Nanos 999 of 1000 were no slower
 */
public record LatencySummary(
        long count,
        long meanNanos,
        long medianNanos,
        long percentile99Nanos,
        long percentile999Nanos,
        long maximumNanos) {
    /** Nothing measured. */
    public static final LatencySummary NONE = new LatencySummary(0, 0, 0, 0, 0, 0);
}
