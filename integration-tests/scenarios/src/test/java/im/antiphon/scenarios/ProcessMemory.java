// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM takes, in bytes, after two full collections. It has to run with these {@link #options}.
 *
 * @param resident of all its memory, as the kernel counts it
 * @param heap that lives
 * @param direct outside the heap, allocated by Java
 */
record ProcessMemory(long resident, long heap, long direct) {
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern HEAP = Pattern.compile("used (\\d+)K");
    private static final Pattern DIRECT = Pattern.compile("Other \\(reserved=\\d+KB, committed=(\\d+)KB\\)");

    /** A full collection gives the heap back down to a small rest, so that what is resident says what is needed. */
    static List<String> options() {
        return List.of(
                "-Xmx512m",
                "-XX:+UseG1GC",
                "-XX:MinHeapFreeRatio=5",
                "-XX:MaxHeapFreeRatio=15",
                "-XX:NativeMemoryTracking=summary");
    }

    static ProcessMemory of(long pid) {
        tool(pid, "GC.run");
        tool(pid, "GC.run");
        String heap = tool(pid, "GC.heap_info");
        String tracked = tool(pid, "VM.native_memory", "summary");
        return new ProcessMemory(resident(pid), kilobytes(HEAP, heap), kilobytes(DIRECT, tracked));
    }

    private static long resident(long pid) {
        try {
            return kilobytes(RESIDENT, Files.readString(Path.of("/proc/" + pid + "/status")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ProcessMemory plus(ProcessMemory other) {
        return new ProcessMemory(resident + other.resident, heap + other.heap, direct + other.direct);
    }

    ProcessMemory minus(ProcessMemory other) {
        return new ProcessMemory(resident - other.resident, heap - other.heap, direct - other.direct);
    }

    ProcessMemory dividedBy(int count) {
        return new ProcessMemory(resident / count, heap / count, direct / count);
    }

    private static long kilobytes(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new AssertionError(pattern + " is not in:\n" + text);
        }
        return Long.parseLong(matcher.group(1)) << 10;
    }

    private static String tool(long pid, String... command) {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(System.getProperty("java.home") + "/bin/jcmd", String.valueOf(pid));
            builder.command().addAll(List.of(command));
            Process process = builder.redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
