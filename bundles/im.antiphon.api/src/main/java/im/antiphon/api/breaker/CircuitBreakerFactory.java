// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.breaker;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/** The OSGi service of a breaker plugin. Its component carries {@link im.antiphon.api.plugin.PluginName}. */
@ConsumerType
public interface CircuitBreakerFactory {
    /**
     * A breaker for one downstream.
     *
     * @param name of the downstream, as metrics spell it
     * @param settings when it opens; may differ from those the seed's breaker had
     * @param nowNanos the present; the time of later calls is of the same origin, which is arbitrary
     * @param seed what its predecessor left, or null for a breaker that begins closed; one whose counts are over a limit of
     *     these settings opens with the next failure at the latest
     */
    CircuitBreaker create(String name, BreakerSettings settings, long nowNanos, @Nullable BreakerSnapshot seed);
}
