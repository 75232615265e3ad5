// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import java.util.Arrays;
import java.util.Locale;

/**
 * What was measured.
 *
 * @param count messages, calls or heartbeats
 * @param perSecond of them
 * @param medianMicros 0 where it was not timed, as is the next
 * @param cpuMicros of the servers, for each
 */
record Load(long count, double perSecond, double medianMicros, double percentile99Micros, double cpuMicros) {
    static Load of(long[] latenciesNanos, double seconds, double cpuMicros) {
        Arrays.sort(latenciesNanos);
        int count = latenciesNanos.length;
        return new Load(
                count,
                count / seconds,
                latenciesNanos[count / 2] / 1e3,
                latenciesNanos[Math.min(count - 1, count * 99 / 100)] / 1e3,
                cpuMicros / count);
    }

    /** A line of the table, with its ratios to a plain echo's. */
    String beside(String name, Load echo) {
        return String.format(Locale.ROOT, "%-34s %9d", name, count)
                + figure("%10.0f", perSecond, echo.perSecond)
                + figure("%9.0f", medianMicros, echo.medianMicros)
                + figure("%9.0f", percentile99Micros, echo.percentile99Micros)
                + figure("%9.1f", cpuMicros, echo.cpuMicros)
                + System.lineSeparator();
    }

    private static String figure(String format, double value, double echo) {
        String ratio = echo == 0 ? " ".repeat(9) : String.format(Locale.ROOT, " (%6.2f)", value / echo);
        return " " + String.format(Locale.ROOT, format, value) + ratio;
    }

    static String header() {
        return String.format(
                Locale.ROOT,
                "%-34s %9s %19s %18s %18s %18s%n",
                "(ratio to the echo above)",
                "count",
                "a second",
                "p50 µs",
                "p99 µs",
                "CPU µs each");
    }
}
