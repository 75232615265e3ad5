// SPDX-License-Identifier: Apache-2.0
package im.antiphon.benchmarks.fanout;

import im.antiphon.benchmarks.NativePath;
import im.antiphon.transport.batch.DatagramBatchFactory;
import im.antiphon.webrtc.srtp.PortableSrtpEngine;
import im.antiphon.webrtc.srtp.SrtpEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code ./dev bench fanout}: how cost grows with publishers, subscribers, rooms and loops, and how late 1,000 subscribers of one
 * publisher hear it from one loop and from two. Prints tables, leaves {@code target/fanout-*.json}, and draws {@code
 * docs/figures/fanout-*.svg}.
 */
public final class FanOutBenchmark {
    private static final int MANY = 1_000;
    private static final int ROUNDS = 3;

    private FanOutBenchmark() {}

    /** @param arguments {@code delay} or {@code cost}, or both where there is none; then where plots and where figures go */
    public static void main(String... arguments) throws Exception {
        String wanted = arguments.length == 0 ? "" : arguments[0];
        Path plots = Path.of(arguments.length < 2 ? "../../docs/figures" : arguments[1]);
        Path results = Path.of(arguments.length < 3 ? "target" : arguments[2]);
        SrtpEngine srtp = new PortableSrtpEngine();
        DatagramBatchFactory batches = null;
        if (Runtime.version().feature() >= 22) {
            srtp = NativePath.engine("");
            batches = NativePath.batches(true);
        }
        System.out.printf(
                "%s, %d processors, SRTP %s, sending %s%n",
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                srtp.name(),
                batches == null ? "netty" : batches.name());
        // What is compiled and what is not would be all there is to see in the first one.
        new FanOut(srtp, batches, 6_000, 1_000).measure(new Shape(1, 5, 100, 2));
        if (!wanted.equals("cost")) {
            delay(srtp, batches, results);
        }
        if (!wanted.equals("delay")) {
            cost(srtp, batches, plots, results);
        }
        System.exit(0); // peers that are still saying goodbye
    }

    /** Needs the native path, which is where it can be seen when a datagram leaves. */
    private static void delay(SrtpEngine srtp, @Nullable DatagramBatchFactory batches, Path results) throws Exception {
        if (batches == null) {
            System.out.println("delays are measured with JDK 22 or newer");
            return;
        }
        List<Delays> all = new ArrayList<>();
        header();
        for (int round = 0; round < ROUNDS; round++) {
            for (int loops = 1; loops <= 2; loops++) {
                Departures departures = new Departures();
                FanOut fanOut = new FanOut(departures.timed(srtp), departures.timed(batches), departures, 1_000, 6_000);
                Measured measured = print(fanOut.measure(new Shape(1, 1, MANY, loops)));
                Delays delays = new Delays(
                        measured,
                        departures.percentilesMicros(1, 10, 25, 50, 75, 90, 99),
                        departures.ownPercentilesMicros(1, 10, 25, 50, 75, 90, 99));
                all.add(delays);
                System.out.println("    leave the server, µs (1, 10, 25, 50, 75, 90, 99 of 100): "
                        + text(delays.leave()) + "; by the loop's own work: " + text(delays.work()));
            }
        }
        Files.createDirectories(results);
        Files.writeString(
                results.resolve("fanout-delay.json"),
                all.stream().map(Delays::json).collect(Collectors.joining(",\n ", "[", "]\n")));
        System.out.printf(
                Locale.ROOT,
                "two loops to one, medians of %d: own work p50 %.2f, p99 %.2f; leave p50 %.2f, p99 %.2f; heard p50 %.2f, p99 %.2f%n",
                ROUNDS,
                ratio(all, each -> each.work()[3]),
                ratio(all, each -> each.work()[6]),
                ratio(all, each -> each.leave()[3]),
                ratio(all, each -> each.leave()[6]),
                ratio(all, each -> each.measured().probes().medianMicros()),
                ratio(all, each -> each.measured().probes().percentile99Micros()));
    }

    /**
     * One round.
     *
     * @param leave the server: 1, 10, 25, 50, 75, 90 and 99 of 100 copies, microseconds
     * @param work the same in processor time of the loop that sends
     */
    private record Delays(Measured measured, double[] leave, double[] work) {
        String json() {
            String own = measured.json();
            return own.substring(0, own.length() - 1) + ",\"leaveMicros\":[" + text(leave) + "],\"workMicros\":["
                    + text(work) + "]}";
        }
    }

    private static String text(double[] micros) {
        return Arrays.stream(micros)
                .mapToObj(each -> String.format(Locale.ROOT, "%.0f", each))
                .collect(Collectors.joining(","));
    }

    private static double ratio(List<Delays> all, ToDoubleFunction<Delays> figure) {
        return middle(all, 2, figure) / middle(all, 1, figure);
    }

    private static double middle(List<Delays> all, int loops, ToDoubleFunction<Delays> figure) {
        double[] figures = all.stream()
                .filter(each -> each.measured().shape().loops() == loops)
                .mapToDouble(figure)
                .sorted()
                .toArray();
        return figures[figures.length / 2];
    }

    private static void cost(SrtpEngine srtp, @Nullable DatagramBatchFactory batches, Path plots, Path results)
            throws Exception {
        FanOut fanOut = new FanOut(srtp, batches, 1_000, 2_500);
        List<Measured> all = new ArrayList<>();
        Plot subscribers = new Plot("1 publisher", "subscribers", "CPU ns per forwarded packet");
        Plot publishers = new Plot("20 subscribers of each publisher", "publishers", "CPU ns per forwarded packet");
        Plot rooms = new Plot("rooms of 2 publishers and 10 subscribers", "rooms", "CPU ns per forwarded packet");
        header();
        for (int loops = 1; loops <= 2; loops++) {
            String line = loops == 1 ? "1 loop" : loops + " loops";
            for (int count : new int[] {10, 30, 100, 300, 1_000}) {
                Measured measured = print(fanOut.measure(new Shape(1, 1, count, loops)));
                subscribers.add(line, count, measured.nanosPerPacket());
                all.add(measured);
            }
            for (int count : new int[] {1, 3, 10, 20}) {
                Measured measured = print(fanOut.measure(new Shape(1, count, 20, loops)));
                publishers.add(line, count, measured.nanosPerPacket());
                all.add(measured);
            }
            for (int count : new int[] {1, 3, 10, 30}) {
                Measured measured = print(fanOut.measure(new Shape(count, 2, 10, loops)));
                rooms.add(line, count, measured.nanosPerPacket());
                all.add(measured);
            }
        }
        write(results.resolve("fanout-cost.json"), all);
        subscribers.write(plots.resolve("fanout-subscribers.svg"));
        publishers.write(plots.resolve("fanout-publishers.svg"));
        rooms.write(plots.resolve("fanout-rooms.svg"));
    }

    private static void header() {
        System.out.printf(
                "%-28s %10s %8s %8s %8s %8s %8s %6s %8s%n",
                "", "packets", "ns each", "handed", "p50 µs", "last µs", "p99 µs", "lost", "dropped");
    }

    private static Measured print(Measured measured) {
        Measured.Probes probes = measured.probes();
        System.out.printf(
                Locale.ROOT,
                "%-28s %10d %8.0f %8d %8.0f %8.0f %8.0f %6d %8d%n",
                measured.shape(),
                measured.packets(),
                measured.nanosPerPacket(),
                measured.handedOver(),
                probes.medianMicros(),
                probes.lastMedianMicros(),
                probes.percentile99Micros(),
                probes.lost(),
                measured.dropped());
        return measured;
    }

    private static void write(Path file, List<Measured> all) throws Exception {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, all.stream().map(Measured::json).collect(Collectors.joining(",\n ", "[", "]\n")));
    }
}
