// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.plugin.Plugins;
import im.antiphon.core.plugin.CallClock;
import im.antiphon.core.plugin.PluginDirectory;
import im.antiphon.core.plugin.PluginJournal;
import im.antiphon.core.plugin.PluginSlots;
import im.antiphon.core.plugin.WatchedPlugins;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The slots of all kinds, for those who look at plugins and those who look after them. Each kind has a component that puts
 * its services into its slot and hands out its products.
 */
@Component(
        immediate = true,
        service = {Plugins.class, WatchedPlugins.class, PluginSlotsComponent.class})
public final class PluginSlotsComponent extends PluginDirectory {
    /** What is configured of all slots; read by the component of each kind. */
    static final String PID = "im.antiphon.core.plugins";

    @Activate
    public PluginSlotsComponent(@Reference MetricRegistry metrics) {
        super(PluginSlots.open(new PluginJournal(metrics, System::currentTimeMillis), callClock()));
    }

    private static CallClock callClock() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        LongSupplier cpuNanos =
                threads.isCurrentThreadCpuTimeSupported() ? threads::getCurrentThreadCpuTime : System::nanoTime;
        return threads instanceof com.sun.management.ThreadMXBean hotSpot && hotSpot.isThreadAllocatedMemorySupported()
                ? new CallClock(System::nanoTime, cpuNanos, hotSpot::getCurrentThreadAllocatedBytes)
                : new CallClock(System::nanoTime, cpuNanos);
    }
}
