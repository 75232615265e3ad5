package ${package};

import im.antiphon.api.breaker.BreakerSettings;
import im.antiphon.api.breaker.BreakerSnapshot;
import im.antiphon.api.breaker.CircuitBreaker;
import im.antiphon.api.breaker.CircuitBreakerFactory;
import im.antiphon.api.plugin.PluginName;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/** Offers {@link CountingBreaker}; at this ranking it guards every downstream as soon as it is there. */
@Component(service = CircuitBreakerFactory.class, property = "service.ranking:Integer=20")
@PluginName("${artifactId}")
public final class CountingPlugin implements CircuitBreakerFactory {
    @Override
    public CircuitBreaker create(String name, BreakerSettings settings, long nowNanos, @Nullable BreakerSnapshot seed) {
        return new CountingBreaker(settings, nowNanos, seed);
    }
}
