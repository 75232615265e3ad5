// SPDX-License-Identifier: Apache-2.0
package im.antiphon.breaker.sentinel.internal;

import im.antiphon.api.breaker.BreakerSettings;
import im.antiphon.api.breaker.BreakerSnapshot;
import im.antiphon.api.breaker.CircuitBreaker;
import im.antiphon.api.breaker.CircuitBreakerFactory;
import im.antiphon.api.plugin.PluginName;
import im.antiphon.breaker.sentinel.SentinelBreaker;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Component;

/** Offers {@link SentinelBreaker} as the plugin {@code sentinel}, ranked below the other bundled ones. */
@Component(service = CircuitBreakerFactory.class, property = Constants.SERVICE_RANKING + ":Integer=-10")
@PluginName("sentinel")
public final class SentinelComponent implements CircuitBreakerFactory {
    @Override
    public CircuitBreaker create(String name, BreakerSettings settings, long nowNanos, @Nullable BreakerSnapshot seed) {
        RecordLogBridge.install(); // not before somebody wants Sentinel: it says so on the console, once
        return new SentinelBreaker(name, settings, nowNanos, seed);
    }
}
