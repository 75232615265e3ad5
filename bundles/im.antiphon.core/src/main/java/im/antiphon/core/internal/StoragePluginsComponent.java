// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.storage.SessionStoreFactory;
import im.antiphon.api.storage.Stores;
import im.antiphon.core.plugin.PluginSlot;
import im.antiphon.core.plugin.SlottedStores;
import java.util.Map;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Hands plugins of storage to their slot, and stores to those who use them. */
@Component(
        immediate = true,
        configurationPid = PluginSlotsComponent.PID,
        service = {Stores.class, SlottedStores.class})
public final class StoragePluginsComponent extends SlottedStores {
    private static final int IDLE_SECONDS = 10;

    private final Bundle framework;
    private final PluginSlot<SessionStoreFactory> slot;
    private final ThreadPoolExecutor migrations;

    @Activate
    public StoragePluginsComponent(
            BundleContext context,
            @Reference PluginSlotsComponent plugins,
            PluginSlotsConfiguration configuration,
            Map<String, Object> properties) {
        this(context.getBundle(Constants.SYSTEM_BUNDLE_ID), plugins.slots().storage(), migrations());
        modified(configuration, properties);
    }

    private StoragePluginsComponent(
            Bundle framework, PluginSlot<SessionStoreFactory> slot, ThreadPoolExecutor migrations) {
        super(slot, migrations, System::nanoTime);
        this.framework = framework;
        this.slot = slot;
        this.migrations = migrations;
    }

    @Modified
    void modified(PluginSlotsConfiguration configuration, Map<String, Object> properties) {
        slot.configure(
                SlotConfiguration.selection(PluginKind.STORAGE, properties),
                SlotConfiguration.storageSettings(configuration));
    }

    @Deactivate
    void deactivate() {
        migrations.shutdown();
    }

    @Reference(
            service = SessionStoreFactory.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindPlugin(ServiceReference<SessionStoreFactory> reference, SessionStoreFactory factory) {
        slot.bind(PluginServices.identity(reference), factory);
    }

    void unbindPlugin(ServiceReference<SessionStoreFactory> reference) {
        if (framework.getState() == Bundle.STOPPING) {
            closeAll();
        }
        slot.unbind(PluginServices.id(reference));
    }

    /** One thread for each open store that follows a change of ranking; none while all have. */
    private static ThreadPoolExecutor migrations() {
        return new ThreadPoolExecutor(
                0, 2 * MAXIMUM_OPEN, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "antiphon-store-migration");
                    thread.setDaemon(true);
                    return thread;
                });
    }
}
