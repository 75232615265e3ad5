// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import im.antiphon.core.breaker.DownstreamLimits;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/** The limits of one downstream's breaker, as a configuration {@value #PID}{@code ~name} has them. */
@Component(
        configurationPid = BreakerLimitsComponent.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        service = BreakerLimitsComponent.class)
@Designate(ocd = BreakerLimitsConfiguration.class, factory = true)
public final class BreakerLimitsComponent {
    static final String PID = "im.antiphon.core.breakers";

    private final DownstreamLimits limits;

    @Activate
    public BreakerLimitsComponent(BreakerLimitsConfiguration configuration, Map<String, Object> properties) {
        String pid = String.valueOf(properties.get("service.pid"));
        limits = new DownstreamLimits(
                configuration.downstream().isEmpty() ? pid.substring(pid.indexOf('~') + 1) : configuration.downstream(),
                configuration.failures(),
                configuration.failure_ratio(),
                configuration.minimum_calls(),
                TimeUnit.MILLISECONDS.toNanos(configuration.window_millis()),
                TimeUnit.MILLISECONDS.toNanos(configuration.sleep_millis()));
    }

    DownstreamLimits limits() {
        return limits;
    }
}
