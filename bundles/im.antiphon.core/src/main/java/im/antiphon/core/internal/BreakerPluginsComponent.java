// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.breaker.BreakerSettings;
import im.antiphon.api.breaker.Breakers;
import im.antiphon.api.breaker.CircuitBreakerFactory;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.core.breaker.GuardedCalls;
import im.antiphon.core.plugin.PluginSlot;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Hands plugins of circuit breakers to their slot, and calls to downstreams through their breakers. */
@Component(immediate = true, configurationPid = PluginSlotsComponent.PID, service = Breakers.class)
public final class BreakerPluginsComponent extends GuardedCalls {
    private final PluginSlot<CircuitBreakerFactory> slot;

    @Activate
    public BreakerPluginsComponent(
            @Reference PluginSlotsComponent plugins,
            @Reference MetricRegistry metrics,
            PluginSlotsConfiguration configuration,
            Map<String, Object> properties) {
        super(plugins.slots().breakers(), metrics, System::nanoTime);
        slot = plugins.slots().breakers();
        modified(configuration, properties);
    }

    @Modified
    void modified(PluginSlotsConfiguration configuration, Map<String, Object> properties) {
        slot.configure(
                SlotConfiguration.selection(PluginKind.BREAKER, properties), SlotConfiguration.settings(configuration));
        configure(new BreakerSettings(
                configuration.breaker_failures(),
                configuration.breaker_failure_ratio(),
                configuration.breaker_minimum_calls(),
                TimeUnit.MILLISECONDS.toNanos(configuration.breaker_window_millis()),
                TimeUnit.MILLISECONDS.toNanos(configuration.breaker_sleep_millis())));
    }

    @Deactivate
    void deactivate() {
        close();
    }

    @Reference(
            service = CircuitBreakerFactory.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindPlugin(ServiceReference<CircuitBreakerFactory> reference, CircuitBreakerFactory factory) {
        slot.bind(PluginServices.identity(reference), factory);
    }

    void unbindPlugin(ServiceReference<CircuitBreakerFactory> reference) {
        slot.unbind(PluginServices.id(reference));
    }

    @Reference(
            service = BreakerLimitsComponent.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindLimits(BreakerLimitsComponent configured) {
        limit(configured.limits());
    }

    void unbindLimits(BreakerLimitsComponent configured) {
        unlimit(configured.limits());
    }
}
