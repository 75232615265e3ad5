// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import im.antiphon.api.congestion.CongestionControllerFactory;
import im.antiphon.api.congestion.CongestionControllers;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.core.plugin.PluginSlot;
import im.antiphon.core.plugin.SlottedCongestionControllers;
import java.util.Map;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Hands plugins of congestion control to their slot, and controllers to those who use them. */
@Component(immediate = true, configurationPid = PluginSlotsComponent.PID, service = CongestionControllers.class)
public final class CongestionPluginsComponent extends SlottedCongestionControllers {
    private final PluginSlot<CongestionControllerFactory> slot;

    @Activate
    public CongestionPluginsComponent(
            @Reference PluginSlotsComponent plugins,
            PluginSlotsConfiguration configuration,
            Map<String, Object> properties) {
        super(plugins.slots().congestion());
        slot = plugins.slots().congestion();
        modified(configuration, properties);
    }

    @Modified
    void modified(PluginSlotsConfiguration configuration, Map<String, Object> properties) {
        slot.configure(
                SlotConfiguration.selection(PluginKind.CONGESTION, properties),
                SlotConfiguration.settings(configuration));
    }

    @Reference(
            service = CongestionControllerFactory.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindPlugin(ServiceReference<CongestionControllerFactory> reference, CongestionControllerFactory factory) {
        bind(PluginServices.identity(reference), factory);
    }

    void unbindPlugin(ServiceReference<CongestionControllerFactory> reference) {
        slot.unbind(PluginServices.id(reference));
    }
}
