// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What connections took that were held.
 *
 * @param memory of the servers, for each connection
 * @param kernelBytes for each, of both ends of it
 * @param openMicros of the servers' processors, to open one
 * @param heartbeatMicros of the servers' processors for each ping and its answer
 * @param medianMicros from something said to its answer, while all were held; the next too
 */
record HeldLoad(
        int connections,
        ProcessMemory memory,
        long kernelBytes,
        double openMicros,
        double heartbeatMicros,
        double medianMicros,
        double percentile99Micros,
        int failed,
        int closed) {
    static String header() {
        return String.format(
                Locale.ROOT,
                "%-24s %7s %15s %15s %7s %7s %15s %15s %15s %15s %7s%n",
                "bytes of each (ratio)",
                "open",
                "resident",
                "heap",
                "direct",
                "kernel",
                "CPU µs to open",
                "a heartbeat",
                "p50 µs",
                "p99 µs",
                "closed");
    }

    /** A line of the table, with its ratios to a plain echo's. */
    String beside(String name, HeldLoad echo) {
        return String.format(Locale.ROOT, "%-24s %7d", name, connections)
                + figure(memory.resident(), echo.memory.resident())
                + figure(memory.heap(), echo.memory.heap())
                + String.format(Locale.ROOT, " %7d %7d", memory.direct(), kernelBytes)
                + figure(openMicros, echo.openMicros)
                + figure(heartbeatMicros, echo.heartbeatMicros)
                + figure(medianMicros, echo.medianMicros)
                + figure(percentile99Micros, echo.percentile99Micros)
                + String.format(Locale.ROOT, " %7d%n", closed + failed);
    }

    private static String figure(double value, double echo) {
        return String.format(Locale.ROOT, " %7.0f (%5.2f)", value, value / echo);
    }

    /**
     * Connections held at some servers.
     *
     * @param pids of the servers
     * @param ports of the same servers
     */
    record Run(List<Long> pids, List<Integer> ports, boolean secure) {
        private static final Pattern SLAB = Pattern.compile("Slab:\\s+(\\d+) kB");
        private static final int WARMING_UP = 1_000;
        private static final int IDLE_SECONDS = 10;
        private static final int SETTLING_SECONDS = 5;
        private static final int ASKED_PER_SECOND = 50;

        /**
         * Opens connections, looks at the memory, and holds them. For a quarter of the time there is nothing but heartbeats;
         * for another one, questions too.
         *
         * @param goodbye ends what the first connections, by which the server warms up, have begun
         */
        HeldLoad hold(int connections, int seconds, Consumer<HeldConnections> goodbye) throws Exception {
            for (int i = 0; i < pids.size(); i++) {
                try (HeldConnections few = new HeldConnections(ports.get(i), i, secure)) {
                    few.open(WARMING_UP);
                    goodbye.accept(few);
                }
            }
            List<HeldConnections> holders = new ArrayList<>();
            try {
                for (int i = 0; i < pids.size(); i++) {
                    holders.add(new HeldConnections(ports.get(i), i, secure));
                }
                return hold(holders, connections, seconds);
            } finally {
                for (HeldConnections holder : holders) {
                    holder.close();
                }
            }
        }

        private HeldLoad hold(List<HeldConnections> holders, int connections, int seconds) throws Exception {
            pause(SETTLING_SECONDS);
            double idlePerSecond = cpuMicros(IDLE_SECONDS) / IDLE_SECONDS;
            ProcessMemory before = memory();
            long slabBefore = slab();
            ProcessTime opening = cpu();
            all(holders, holder -> holder.open(connections / holders.size()));
            double openMicros = opening.micros() / connections;
            long began = System.nanoTime();
            pause(SETTLING_SECONDS);
            ProcessMemory memory = memory().minus(before).dividedBy(connections);
            long kernelBytes = (slab() - slabBefore) / connections;

            long pings = pings(holders);
            double cpu = cpuMicros(seconds / 4) - idlePerSecond * (seconds / 4);
            double heartbeatMicros = cpu / (pings(holders) - pings);
            List<HeldConnections.Report> asked = all(holders, holder -> holder.ask(ASKED_PER_SECOND, seconds / 4));
            long left = TimeUnit.SECONDS.toNanos(seconds) - (System.nanoTime() - began);
            pause((int) TimeUnit.NANOSECONDS.toSeconds(Math.max(0, left)));
            List<HeldConnections.Report> end = all(holders, HeldConnections::count);
            return new HeldLoad(
                    end.stream().mapToInt(HeldConnections.Report::open).sum(),
                    memory,
                    kernelBytes,
                    openMicros,
                    heartbeatMicros,
                    asked.stream()
                            .mapToLong(HeldConnections.Report::medianMicros)
                            .average()
                            .orElse(0),
                    asked.stream()
                            .mapToLong(HeldConnections.Report::percentile99Micros)
                            .average()
                            .orElse(0),
                    end.stream().mapToInt(HeldConnections.Report::failed).sum(),
                    end.stream().mapToInt(HeldConnections.Report::closed).sum());
        }

        private static long pings(List<HeldConnections> holders) {
            return all(holders, HeldConnections::count).stream()
                    .mapToLong(HeldConnections.Report::pings)
                    .sum();
        }

        /** Tells all of them the same at once. */
        private static List<HeldConnections.Report> all(
                List<HeldConnections> holders, Function<HeldConnections, HeldConnections.Report> command) {
            return holders.parallelStream().map(command).toList();
        }

        private ProcessMemory memory() {
            return pids.stream()
                    .map(ProcessMemory::of)
                    .reduce(ProcessMemory::plus)
                    .orElseThrow();
        }

        private ProcessTime cpu() {
            return new ProcessTime(pids.stream().mapToLong(Long::longValue).toArray());
        }

        private double cpuMicros(int seconds) {
            ProcessTime cpu = cpu();
            pause(seconds);
            return cpu.micros();
        }

        private static void pause(int seconds) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            while (System.nanoTime() < end) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
        }

        /** What the kernel keeps of its own objects, of which sockets are a part. */
        private static long slab() {
            try {
                Matcher matcher = SLAB.matcher(Files.readString(Path.of("/proc/meminfo")));
                if (!matcher.find()) {
                    throw new AssertionError("no " + SLAB);
                }
                return Long.parseLong(matcher.group(1)) << 10;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
