// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.breaker;

import im.antiphon.api.breaker.BreakerSettings;

/**
 * What the breaker of one downstream has otherwise than all others; 0 stands for what they have.
 *
 * @param downstream as {@link im.antiphon.api.breaker.Breakers} names it
 * @param maximumFailures the rest is described by {@link BreakerSettings}
 */
public record DownstreamLimits(
        String downstream,
        int maximumFailures,
        double failureRatio,
        int minimumCalls,
        long windowNanos,
        long sleepWindowNanos) {
    public DownstreamLimits {
        GuardedCalls.requireName(downstream);
    }

    /** These limits, and the general ones where there are none. */
    BreakerSettings over(BreakerSettings general) {
        return new BreakerSettings(
                maximumFailures == 0 ? general.maximumFailures() : maximumFailures,
                failureRatio == 0 ? general.failureRatio() : failureRatio,
                minimumCalls == 0 ? general.minimumCalls() : minimumCalls,
                windowNanos == 0 ? general.windowNanos() : windowNanos,
                sleepWindowNanos == 0 ? general.sleepWindowNanos() : sleepWindowNanos);
    }
}
