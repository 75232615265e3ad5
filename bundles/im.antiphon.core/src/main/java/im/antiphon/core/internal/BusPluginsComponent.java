// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import im.antiphon.api.bus.BusFactory;
import im.antiphon.api.bus.Buses;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.core.plugin.PluginSlot;
import im.antiphon.core.plugin.SlottedBuses;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
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

/** Hands plugins of the bus to their slot, and the node's bus to who uses it. */
@Component(immediate = true, configurationPid = PluginSlotsComponent.PID, service = Buses.class)
public final class BusPluginsComponent extends SlottedBuses {
    private static final int IDLE_SECONDS = 10;

    private final PluginSlot<BusFactory> slot;
    private final ThreadPoolExecutor migrations;

    @Activate
    public BusPluginsComponent(
            @Reference PluginSlotsComponent plugins,
            PluginSlotsConfiguration configuration,
            Map<String, Object> properties) {
        this(plugins.slots().buses(), migrations());
        modified(configuration, properties);
    }

    private BusPluginsComponent(PluginSlot<BusFactory> slot, ThreadPoolExecutor migrations) {
        super(slot, migrations);
        this.slot = slot;
        this.migrations = migrations;
    }

    @Modified
    void modified(PluginSlotsConfiguration configuration, Map<String, Object> properties) {
        slot.configure(
                SlotConfiguration.selection(PluginKind.BUS, properties), SlotConfiguration.settings(configuration));
    }

    @Deactivate
    void deactivate() {
        migrations.shutdown();
    }

    @Reference(
            service = BusFactory.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindPlugin(ServiceReference<BusFactory> reference, BusFactory factory) {
        slot.bind(PluginServices.identity(reference), factory);
    }

    void unbindPlugin(ServiceReference<BusFactory> reference) {
        slot.unbind(PluginServices.id(reference));
    }

    /** One thread, in which the node's bus follows a change of ranking; none while it has. */
    private static ThreadPoolExecutor migrations() {
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(2), task -> {
                    Thread thread = new Thread(task, "antiphon-bus-migration");
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
