// SPDX-License-Identifier: Apache-2.0
package im.antiphon.observe;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/** What the JVM tells of itself: heap, direct memory, threads, descriptors, collections. */
public final class JavaMetrics {
    private JavaMetrics() {}

    /** Registers the gauges; they are read when metrics are asked for. */
    public static void register(MetricRegistry registry) {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        gauge(registry, "jvm_heap_used_bytes", () -> memory.getHeapMemoryUsage().getUsed());
        gauge(registry, "jvm_heap_committed_bytes", () -> memory.getHeapMemoryUsage()
                .getCommitted());
        gauge(registry, "jvm_heap_max_bytes", () -> memory.getHeapMemoryUsage().getMax());
        gauge(registry, "jvm_non_heap_used_bytes", () -> memory.getNonHeapMemoryUsage()
                .getUsed());
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            if (pool.getName().equals("direct")) {
                gauge(registry, "jvm_direct_used_bytes", pool::getMemoryUsed);
                gauge(registry, "jvm_direct_buffers", pool::getCount);
            }
        }
        gauge(registry, "jvm_threads", () -> ManagementFactory.getThreadMXBean().getThreadCount());
        gauge(registry, "jvm_classes_loaded", () -> ManagementFactory.getClassLoadingMXBean()
                .getLoadedClassCount());
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            String label = "{collector=\"" + collector.getName() + "\"}";
            gauge(registry, "jvm_gc_collections_total" + label, collector::getCollectionCount);
            gauge(registry, "jvm_gc_seconds_total" + label, () -> collector.getCollectionTime() / 1000.0);
        }
        gauge(
                registry,
                "process_uptime_seconds",
                () -> ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
            gauge(registry, "process_open_fds", unix::getOpenFileDescriptorCount);
            gauge(registry, "process_max_fds", unix::getMaxFileDescriptorCount);
            gauge(registry, "process_cpu_seconds_total", () -> unix.getProcessCpuTime() / 1e9);
        }
    }

    private static void gauge(MetricRegistry registry, String name, Gauge<Number> gauge) {
        registry.register(name, gauge);
    }
}
