// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest;

import im.antiphon.loadtest.measure.Sample;
import im.antiphon.loadtest.run.LoadRun;
import im.antiphon.loadtest.run.Phase;
import java.io.PrintStream;
import java.util.Locale;

/** Says how it goes: on a terminal in one line that is written over, elsewhere in a line every few seconds. */
final class Progress implements LoadRun.Watcher {
    private static final double SECONDS_BETWEEN_LINES = 5;
    private static final String OVERWRITE = "\r\u001b[K";

    private final PrintStream out;
    private final boolean terminal;
    private double lastSeconds = -SECONDS_BETWEEN_LINES;
    private Phase lastPhase = Phase.RAMP;

    Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void onSample(Phase phase, Sample sample, int clients) {
        if (terminal) {
            out.print(OVERWRITE + line(phase, sample, clients));
            out.flush();
        } else if (phase != lastPhase || sample.seconds() - lastSeconds >= SECONDS_BETWEEN_LINES) {
            lastSeconds = sample.seconds();
            out.println(line(phase, sample, clients));
        }
        lastPhase = phase;
    }

    /** Leaves the line, so that others may be written. */
    void finish() {
        if (terminal) {
            out.println();
        }
    }

    static String line(Phase phase, Sample sample, int clients) {
        return String.format(
                Locale.ROOT,
                "%5.0f s %-10s %,d of %,d connected, %,d failed | %,.0f/s out, %,.0f/s in, %,.0f/s lost | p50 %.1f p99 %.1f ms"
                        + " | cpu %.2f",
                sample.seconds(),
                phase,
                sample.connected(),
                clients,
                sample.failed(),
                sample.sentPerSecond(),
                sample.receivedPerSecond(),
                Math.max(0, sample.lostPerSecond()),
                sample.p50Millis(),
                sample.p99Millis(),
                sample.cpu());
    }
}
