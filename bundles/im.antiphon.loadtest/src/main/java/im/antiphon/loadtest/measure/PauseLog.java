// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.measure;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads how long a JVM stood still out of what it logs with {@code -Xlog:safepoint} (the whole of each stop, in nanoseconds)
 * or, where that is not there, with {@code -Xlog:gc} (pauses of the collector, in milliseconds).
 */
public final class PauseLog {
    private static final Pattern SAFEPOINT = Pattern.compile("\\[safepoint.*\\bTotal:\\s*(\\d{1,15}) ns");
    private static final Pattern PAUSE = Pattern.compile("\\bPause .*\\s(\\d{1,9}(?:\\.\\d{1,9})?)ms$");

    private PauseLog() {}

    /** @param lines of the log; what is no pause is passed over */
    public static Percentiles read(Stream<String> lines) {
        Timings safepoints = new Timings();
        Timings pauses = new Timings();
        lines.forEach(line -> {
            Matcher safepoint = SAFEPOINT.matcher(line);
            Matcher pause = PAUSE.matcher(line);
            if (safepoint.find()) {
                safepoints.add(Long.parseLong(safepoint.group(1)));
            } else if (pause.find()) {
                pauses.add((long) (Double.parseDouble(pause.group(1)) * 1e6));
            }
        });
        Percentiles stops = safepoints.percentiles();
        return stops.count() > 0 ? stops : pauses.percentiles();
    }
}
