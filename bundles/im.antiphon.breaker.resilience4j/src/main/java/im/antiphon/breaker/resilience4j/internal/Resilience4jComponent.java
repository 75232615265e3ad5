// SPDX-License-Identifier: Apache-2.0
package im.antiphon.breaker.resilience4j.internal;

import im.antiphon.api.breaker.BreakerSettings;
import im.antiphon.api.breaker.BreakerSnapshot;
import im.antiphon.api.breaker.CircuitBreaker;
import im.antiphon.api.breaker.CircuitBreakerFactory;
import im.antiphon.api.plugin.PluginName;
import im.antiphon.breaker.resilience4j.Resilience4jBreaker;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/** Offers {@link Resilience4jBreaker} as the plugin {@code resilience4j}. */
@Component(service = CircuitBreakerFactory.class)
@PluginName("resilience4j")
public final class Resilience4jComponent implements CircuitBreakerFactory {
    @Override
    public CircuitBreaker create(String name, BreakerSettings settings, long nowNanos, @Nullable BreakerSnapshot seed) {
        return new Resilience4jBreaker(name, settings, nowNanos, seed);
    }
}
