// SPDX-License-Identifier: Apache-2.0
package im.antiphon.breaker.slidingwindow.internal;

import im.antiphon.api.breaker.BreakerSettings;
import im.antiphon.api.breaker.BreakerSnapshot;
import im.antiphon.api.breaker.CircuitBreaker;
import im.antiphon.api.breaker.CircuitBreakerFactory;
import im.antiphon.api.plugin.PluginName;
import im.antiphon.breaker.slidingwindow.SlidingWindowBreaker;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Component;

/** Offers {@link SlidingWindowBreaker} as the plugin {@code slidingwindow}, ranked above the other bundled ones. */
@Component(service = CircuitBreakerFactory.class, property = Constants.SERVICE_RANKING + ":Integer=10")
@PluginName("slidingwindow")
public final class SlidingWindowComponent implements CircuitBreakerFactory {
    @Override
    public CircuitBreaker create(String name, BreakerSettings settings, long nowNanos, @Nullable BreakerSnapshot seed) {
        return new SlidingWindowBreaker(settings, nowNanos, seed);
    }
}
