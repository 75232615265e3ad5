// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.breaker;

import org.osgi.annotation.versioning.ConsumerType;

/** The OSGi service of a breaker plugin. Its component carries {@link im.antiphon.api.plugin.PluginName}. */
@ConsumerType
public interface CircuitBreakerFactory {
    /** @param name of the downstream, as metrics spell it */
    CircuitBreaker create(String name, BreakerSettings settings);
}
