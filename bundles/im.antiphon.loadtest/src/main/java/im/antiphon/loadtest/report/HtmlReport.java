// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.report;

import im.antiphon.loadtest.measure.ClientsResult;
import im.antiphon.loadtest.measure.GateResult;
import im.antiphon.loadtest.measure.LoadResult;
import im.antiphon.loadtest.measure.Machine;
import im.antiphon.loadtest.measure.MediaResult;
import im.antiphon.loadtest.measure.Percentiles;
import im.antiphon.loadtest.measure.Sample;
import im.antiphon.loadtest.measure.ServerSample;
import im.antiphon.loadtest.measure.SetupResult;
import im.antiphon.loadtest.measure.StreamResult;
import im.antiphon.loadtest.plan.Durations;
import im.antiphon.loadtest.plan.LoadPlan;
import im.antiphon.loadtest.plan.Population;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** A report as one page that needs nothing else: gates, figures, graphs, tables. */
public final class HtmlReport {
    private static final String STYLE = "load-report.css";
    private static final double BYTES_PER_MEGABYTE = 1 << 20;

    private final Report report;
    private final LoadResult result;
    private final Html page = new Html();

    private HtmlReport(Report report) {
        this.report = report;
        this.result = report.result();
    }

    public static String write(Report report) {
        HtmlReport writer = new HtmlReport(report);
        writer.write();
        return writer.page.toString();
    }

    private void write() {
        String verdict = report.passed() ? "passed" : "failed";
        page.raw("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width\">\n<title>Load test: " + verdict
                + "</title>\n<style>\n" + style() + "</style></head><body><main>\n");
        page.raw("<header><h1>Load test <em class=\"" + verdict + "\">" + verdict + "</em></h1>\n");
        page.paragraph(summary() + ", " + result.startedAt().replace('T', ' ').replace("Z", " UTC")
                + (result.interrupted() ? "; ended before its time" : ""));
        page.raw("</header>\n");
        tiles();
        gates();
        graphs();
        clients();
        times();
        streams();
        server();
        circumstances();
        page.raw("</main></body></html>\n");
    }

    private static String style() {
        try (InputStream in = HtmlReport.class.getResourceAsStream(STYLE)) {
            if (in == null) {
                throw new IllegalStateException(STYLE + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String summary() {
        Population population = result.plan().population();
        List<String> parts = new ArrayList<>();
        part(parts, population.publishers(), "publisher");
        part(parts, population.participants(), population.calls() ? "caller" : "participant");
        part(parts, population.listeners(), "listener");
        String inRooms = parts.isEmpty()
                ? ""
                : String.join(" and ", parts) + " in each of " + population.rooms()
                        + (population.rooms() == 1 ? " room" : " rooms");
        String idle =
                population.idle() == 0 ? "" : (inRooms.isEmpty() ? "" : ", ") + population.idle() + " idle clients";
        return inRooms + idle + ", " + format("%.0f s", result.seconds());
    }

    private static void part(List<String> parts, int count, String name) {
        if (count > 0) {
            parts.add(count + " " + name + (count == 1 ? "" : "s"));
        }
    }

    private void tiles() {
        ClientsResult clients = result.clients();
        MediaResult media = result.media();
        page.raw("<section class=\"tiles\">\n");
        page.figure("clients connected", format("%,d", clients.connected()), clients.failed() == 0);
        page.figure("failed", format("%,d", clients.failed()), clients.failed() == 0);
        if (media.received() > 0) {
            double perSecond = result.seconds() == 0 ? 0 : media.received() / result.seconds();
            page.figure("packets a second to listeners", format("%,.0f", perSecond), true);
            page.figure("packets lost", format("%.3f %%", 100 * media.lossFraction()), media.lost() == 0);
            page.figure("latency, median", format("%.1f ms", media.latency().p50()), true);
            page.figure("latency, 99 of 100", format("%.1f ms", media.latency().p99()), true);
            page.figure(
                    "MOS that 95 % have",
                    format("%.2f", media.mos().p5()), media.mos().p5() >= 4);
        }
        page.raw("</section>\n");
    }

    private void gates() {
        page.heading("Gates");
        page.raw("<ul class=\"gates\">\n");
        for (GateResult gate : report.gates()) {
            page.raw("<li class=\"" + (gate.passed() ? "passed" : "failed") + "\"><code>" + Html.escape(gate.gate())
                    + "</code> measured " + Html.escape(gate.measured()) + "<br><span>" + Html.escape(gate.meaning())
                    + "</span></li>\n");
        }
        page.raw("</ul>\n");
    }

    private void graphs() {
        List<Sample> samples = result.timeline();
        page.heading("Over time");
        page.raw(
                "<p>The shaded time counts. Where there are more points than fit, the highest of each group is shown.</p>\n");
        page.raw(new Chart(
                        "Clients",
                        "",
                        new Chart.Line("connected", Sample::connected),
                        new Chart.Line("failed", Sample::failed))
                .svg(samples));
        page.raw(new Chart(
                        "Packets",
                        "a second",
                        new Chart.Line("sent", Sample::sentPerSecond),
                        new Chart.Line("received", Sample::receivedPerSecond))
                .svg(samples));
        page.raw(new Chart(
                        "Lost",
                        "packets a second",
                        new Chart.Line("lost", sample -> Math.max(0, sample.lostPerSecond())))
                .svg(samples));
        page.raw(new Chart(
                        "Latency",
                        "ms",
                        new Chart.Line("p50", Sample::p50Millis),
                        new Chart.Line("p99", Sample::p99Millis))
                .svg(samples));
        page.raw(new Chart(
                        "Processors",
                        "",
                        new Chart.Line("load test", Sample::cpu),
                        new Chart.Line("server", server(ServerSample::cpu, 1)))
                .svg(samples));
    }

    private static ToDoubleFunction<Sample> server(ToDoubleFunction<ServerSample> value, double unit) {
        return sample -> {
            ServerSample server = sample.server();
            double found = server == null ? -1 : value.applyAsDouble(server);
            return found < 0 ? -1 : found / unit;
        };
    }

    private void server() {
        List<Sample> samples = result.timeline();
        String charts = new Chart("Server: sessions", "", new Chart.Line("sessions", server(ServerSample::sessions, 1)))
                        .svg(samples)
                + new Chart(
                                "Server: memory",
                                "MB",
                                new Chart.Line("resident", server(ServerSample::residentBytes, BYTES_PER_MEGABYTE)),
                                new Chart.Line("heap", server(ServerSample::heapBytes, BYTES_PER_MEGABYTE)),
                                new Chart.Line("direct", server(ServerSample::directBytes, BYTES_PER_MEGABYTE)))
                        .svg(samples)
                + new Chart(
                                "Server: descriptors and threads",
                                "",
                                new Chart.Line("descriptors", server(ServerSample::descriptors, 1)),
                                new Chart.Line("threads", server(ServerSample::threads, 1)))
                        .svg(samples);
        Percentiles pauses = result.gcPauses();
        if (charts.isEmpty() && pauses == null) {
            return;
        }
        page.heading("The server").raw(charts);
        if (pauses != null) {
            page.table(percentileHeads("pauses, ms"), List.of(row("stood still", pauses)));
        }
    }

    private void clients() {
        ClientsResult clients = result.clients();
        page.heading("Connections");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("began", format("%,d", clients.begun())));
        clients.kinds().forEach((kind, count) -> rows.add(List.of("connected: " + kind, format("%,d", count))));
        rows.add(List.of("failed", format("%,d", clients.failed())));
        reasons(rows, clients.failures());
        rows.add(List.of("ended by themselves", format("%,d", clients.ended())));
        reasons(rows, clients.endings());
        if (clients.left() > 0) {
            rows.add(List.of("left and replaced", format("%,d", clients.left())));
        }
        page.table(List.of("clients", "number"), rows);
    }

    private static void reasons(List<List<String>> rows, Map<String, Long> reasons) {
        reasons.forEach((reason, count) -> rows.add(List.of("– " + reason, format("%,d", count))));
    }

    private void times() {
        SetupResult setup = result.setup();
        page.heading("Times, in milliseconds");
        List<List<String>> rows = new ArrayList<>();
        add(rows, "until the answer", setup.answer());
        add(rows, "ICE", setup.ice());
        add(rows, "DTLS", setup.dtls());
        add(rows, "until media is connected", setup.total());
        add(rows, "from there to the first voice", setup.firstMedia());
        add(rows, "signaling, acknowledged", setup.signaling());
        add(rows, "packet, sender to listener", result.media().latency());
        add(rows, "jitter of streams", result.media().jitter());
        page.table(percentileHeads(""), rows);
    }

    private static List<String> percentileHeads(String what) {
        return List.of(what, "count", "mean", "50 %", "90 %", "99 %", "99.9 %", "most");
    }

    private static void add(List<List<String>> rows, String name, Percentiles times) {
        if (times.count() > 0) {
            rows.add(row(name, times));
        }
    }

    private static List<String> row(String name, Percentiles times) {
        return List.of(
                name,
                format("%,d", times.count()),
                millis(times.mean()),
                millis(times.p50()),
                millis(times.p90()),
                millis(times.p99()),
                millis(times.p999()),
                millis(times.maximum()));
    }

    private static String millis(double value) {
        return format(value >= 100 ? "%,.0f" : "%.2f", value);
    }

    private void streams() {
        MediaResult media = result.media();
        if (media.streamsExpected() == 0 && media.received() == 0) {
            return;
        }
        page.heading("Voices");
        page.table(
                List.of("", "number"),
                List.of(
                        List.of("packets sent", format("%,d", media.sent())),
                        List.of("packets received", format("%,d", media.received())),
                        List.of("lost", format("%,d", media.lost())),
                        List.of("duplicated", format("%,d", media.duplicated())),
                        List.of("reordered", format("%,d", media.reordered())),
                        List.of("too late to be played", format("%,d", media.late())),
                        List.of("voices heard", format("%,d of %,d", media.streamsHeard(), media.streamsExpected())),
                        List.of("longest gap, ms", format("%.0f", media.longestGapMillis())),
                        List.of(
                                "MOS of listeners, each by its worst voice",
                                format(
                                        "median %.2f, 95 %% have %.2f, worst %.2f",
                                        media.mos().p50(),
                                        media.mos().p5(),
                                        media.mos().least()))));
        page.raw("<h3>The worst</h3>\n");
        List<List<String>> rows = new ArrayList<>();
        for (StreamResult stream : media.worst()) {
            rows.add(List.of(
                    stream.listener(),
                    String.valueOf(stream.speaker()),
                    format("%.2f", stream.mos()),
                    format("%,d", stream.received()),
                    format("%,d", stream.lost()),
                    format("%,d", stream.late()),
                    millis(stream.p50Millis()),
                    millis(stream.p99Millis()),
                    millis(stream.jitterMillis()),
                    millis(stream.gapMillis())));
        }
        page.table(
                List.of(
                        "listener, room/number",
                        "hears",
                        "MOS",
                        "received",
                        "lost",
                        "late",
                        "p50 ms",
                        "p99 ms",
                        "jitter ms",
                        "gap ms"),
                rows);
        page.paragraph(
                "MOS is an estimate by the E-model (ITU-T G.107, simplified) from delay, loss and what comes too late for"
                        + " a playout buffer of at most 200 ms; 4.41 is the best there is. Nobody has listened.");
    }

    private void circumstances() {
        Machine machine = result.machine();
        LoadPlan plan = result.plan();
        page.heading("Circumstances");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "machine",
                machine.processors() + " × " + machine.processor() + ", "
                        + format("%.0f GB", machine.memoryBytes() / 1e9) + ", " + machine.system()));
        rows.add(List.of("load test on", machine.java() + ", antiphon-load " + report.version()));
        rows.add(List.of(
                "processors while it counted",
                format(
                        "%.2f by the load test; the whole machine %s busy",
                        machine.ownCpu(), machine.cpuLoad() < 0 ? "?" : format("%.0f %%", 100 * machine.cpuLoad()))));
        rows.add(List.of("talk", plan.talk() + ", seed " + plan.seed()));
        rows.add(List.of("warm-up", Durations.text(plan.pace().warmUp())));
        page.table(List.of("", ""), rows);
        page.raw("<p>To repeat it:</p>\n<pre>" + Html.escape(report.command()) + "</pre>\n");
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
