// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.report;

import im.antiphon.loadtest.measure.ClientsResult;
import im.antiphon.loadtest.measure.GateResult;
import im.antiphon.loadtest.measure.LoadResult;
import im.antiphon.loadtest.measure.MediaResult;
import im.antiphon.loadtest.measure.Percentiles;
import im.antiphon.loadtest.measure.SetupResult;
import java.util.Locale;
import java.util.Map;

/** A report in some thirty lines, for a terminal and for mail. */
public final class TextReport {
    private static final int MOST_REASONS = 5;

    private final StringBuilder text = new StringBuilder();

    private TextReport() {}

    public static String write(Report report) {
        TextReport writer = new TextReport();
        LoadResult result = report.result();
        writer.clients(result.clients());
        writer.setup(result.setup());
        writer.media(result.media(), result.seconds());
        Percentiles pauses = result.gcPauses();
        if (pauses != null) {
            writer.line("server pauses", percentiles(pauses));
        }
        writer.line(
                "this process",
                "%.2f processors of %d, %d MB of heap",
                result.machine().ownCpu(),
                result.machine().processors(),
                result.machine().ownHeapBytes() >> 20);
        writer.gates(report);
        return writer.text.toString();
    }

    private void clients(ClientsResult clients) {
        line(
                "clients",
                "%,d began, %,d connected, %,d failed, %,d ended by themselves, %,d left",
                clients.begun(),
                clients.connected(),
                clients.failed(),
                clients.ended(),
                clients.left());
        reasons("failed", clients.failures());
        reasons("ended", clients.endings());
    }

    private void reasons(String label, Map<String, Long> reasons) {
        reasons.entrySet().stream()
                .limit(MOST_REASONS)
                .forEach(entry -> line("  " + label, "%,d × %s", entry.getValue(), entry.getKey()));
    }

    private void setup(SetupResult setup) {
        times("set-up", setup.total());
        times("  answer", setup.answer());
        times("  ICE", setup.ice());
        times("  DTLS", setup.dtls());
        times("first media", setup.firstMedia());
        times("signaling", setup.signaling());
    }

    private void media(MediaResult media, double seconds) {
        if (media.sent() > 0) {
            line("packets", "%,d sent, %,d received in %.0f s", media.sent(), media.received(), seconds);
        }
        if (media.streamsExpected() == 0 && media.received() == 0) {
            return;
        }
        line(
                "loss",
                "%,d lost (%.4f %%, worst stream %.2f %%), %,d duplicated, %,d reordered, %,d late",
                media.lost(),
                100 * media.lossFraction(),
                100 * media.worstStreamLossFraction(),
                media.duplicated(),
                media.reordered(),
                media.late());
        line(
                "streams",
                "%,d of %,d heard by %,d listeners",
                media.streamsHeard(),
                media.streamsExpected(),
                media.listeners());
        times("latency", media.latency());
        times("jitter", media.jitter());
        line("longest gap", "%.0f ms", media.longestGapMillis());
        line(
                "quality (MOS)",
                "median %.2f, 95 %% at least %.2f, worst %.2f",
                media.mos().p50(),
                media.mos().p5(),
                media.mos().least());
    }

    private void gates(Report report) {
        for (GateResult gate : report.gates()) {
            line(gate.passed() ? "passed" : "FAILED", "%-18s measured %s", gate.gate(), gate.measured());
        }
    }

    private void times(String label, Percentiles times) {
        if (times.count() > 0) {
            line(label, percentiles(times));
        }
    }

    private static String percentiles(Percentiles times) {
        return String.format(
                Locale.ROOT,
                "p50 %.1f, p90 %.1f, p99 %.1f, p99.9 %.1f, most %.1f ms",
                times.p50(),
                times.p90(),
                times.p99(),
                times.p999(),
                times.maximum());
    }

    private void line(String label, String format, Object... values) {
        text.append(String.format(Locale.ROOT, "%-14s ", label))
                .append(values.length == 0 ? format : String.format(Locale.ROOT, format, values))
                .append('\n');
    }
}
