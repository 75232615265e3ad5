// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.run;

import com.sun.management.OperatingSystemMXBean;
import im.antiphon.loadtest.measure.Machine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process takes of its machine. Confined to one thread. */
final class OwnProcess {
    private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private long lastCpuNanos;
    private long lastNanos;
    private long markedCpuNanos;
    private long markedNanos;

    OwnProcess(long nowNanos) {
        lastCpuNanos = system.getProcessCpuTime();
        lastNanos = nowNanos;
        mark(nowNanos);
    }

    /** Processors used since the last call. */
    double cpu(long nowNanos) {
        long cpuNanos = system.getProcessCpuTime();
        double cpu = nowNanos == lastNanos ? 0 : (cpuNanos - lastCpuNanos) / (double) (nowNanos - lastNanos);
        lastCpuNanos = cpuNanos;
        lastNanos = nowNanos;
        return Math.round(cpu * 1000) / 1000.0;
    }

    /** From now on counts what {@link #machine} tells. */
    void mark(long nowNanos) {
        system.getCpuLoad(); // It tells of the time since it was last asked.
        markedCpuNanos = system.getProcessCpuTime();
        markedNanos = nowNanos;
    }

    Machine machine(long nowNanos) {
        return new Machine(
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                processor(),
                Runtime.getRuntime().availableProcessors(),
                system.getTotalMemorySize(),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.version"),
                Math.round(system.getCpuLoad() * 1000) / 1000.0,
                Math.round((system.getProcessCpuTime() - markedCpuNanos) * 1000.0 / Math.max(1, nowNanos - markedNanos))
                        / 1000.0,
                Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
    }

    private static String processor() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }
}
