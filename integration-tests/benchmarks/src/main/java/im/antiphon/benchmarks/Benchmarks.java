// SPDX-License-Identifier: Apache-2.0
package im.antiphon.benchmarks;

import im.antiphon.benchmarks.fanout.FanOutBenchmark;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the benchmarks whose class matches the first argument, and prints each beside its class's {@code baseline}. */
public final class Benchmarks {
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private Benchmarks() {}

    /** @param arguments an expression over class names; all where there is none; {@code fanout} and what that takes */
    public static void main(String... arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals("fanout")) {
            FanOutBenchmark.main(Arrays.copyOfRange(arguments, 1, arguments.length));
            return;
        }
        String wanted = arguments.length == 0 ? ".*" : arguments[0];
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include("im\\.antiphon\\..*" + wanted + ".*")
                        .addProfiler(GCProfiler.class)
                        .jvmArgsAppend(asTheProductIsStarted())
                        .build())
                .run();
        System.out.println();
        System.out.printf(
                "%s, %d processors%n", Runtime.version(), Runtime.getRuntime().availableProcessors());
        System.out.printf("%-56s %12s %8s %12s%n", "benchmark", "ns/op", "ratio", "B/op");
        Map<String, Double> baselines = new TreeMap<>();
        for (RunResult result : results) {
            if (method(result).equals("baseline")) {
                baselines.put(group(result), result.getPrimaryResult().getScore());
            }
        }
        for (RunResult result : results) {
            double score = result.getPrimaryResult().getScore();
            Double baseline = baselines.get(group(result));
            Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
            System.out.printf(
                    "%-56s %12.1f %8s %12.1f%n",
                    group(result).replaceFirst("im\\.antiphon\\.(benchmarks|transport\\.media)\\.", "") + " "
                            + method(result),
                    score,
                    baseline == null ? "" : String.format("%.2f", score / baseline),
                    allocated == null ? Double.NaN : allocated.getScore());
        }
    }

    /** Netty copies what it has received through memory that newer JDKs keep from it unless they are told; else it allocates. */
    private static String[] asTheProductIsStarted() {
        return Runtime.version().feature() < 24
                ? new String[0]
                : new String[] {"--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"};
    }

    private static String method(RunResult result) {
        String name = result.getParams().getBenchmark();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** The class and its parameters: what is measured under the same circumstances. */
    private static String group(RunResult result) {
        String name = result.getParams().getBenchmark();
        String parameters = result.getParams().getParamsKeys().stream()
                .map(key -> key + "=" + result.getParams().getParam(key))
                .collect(Collectors.joining(" "));
        return name.substring(0, name.lastIndexOf('.')) + (parameters.isEmpty() ? "" : " " + parameters);
    }
}
