// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.routing.Routing;
import im.antiphon.api.routing.RoutingStrategyFactory;
import im.antiphon.core.plugin.PluginSlot;
import im.antiphon.core.plugin.SlottedRouting;
import java.util.List;
import java.util.Map;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Hands plugins of routing to their slot, and tables to those who use them. */
@Component(immediate = true, configurationPid = PluginSlotsComponent.PID, service = Routing.class)
public final class RoutingPluginsComponent extends SlottedRouting {
    private final PluginSlot<RoutingStrategyFactory> slot;

    @Activate
    public RoutingPluginsComponent(
            @Reference PluginSlotsComponent plugins,
            PluginSlotsConfiguration configuration,
            Map<String, Object> properties) {
        super(plugins.slots().routing());
        slot = plugins.slots().routing();
        modified(configuration, properties);
    }

    @Modified
    void modified(PluginSlotsConfiguration configuration, Map<String, Object> properties) {
        configure(
                SlotConfiguration.selection(PluginKind.ROUTING, properties),
                List.of(configuration.routing_dimensions()),
                SlotConfiguration.settings(configuration));
    }

    @Reference(
            service = RoutingStrategyFactory.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindPlugin(ServiceReference<RoutingStrategyFactory> reference, RoutingStrategyFactory factory) {
        slot.bind(PluginServices.identity(reference), factory);
    }

    void unbindPlugin(ServiceReference<RoutingStrategyFactory> reference) {
        slot.unbind(PluginServices.id(reference));
    }
}
