// SPDX-License-Identifier: Apache-2.0
package im.antiphon.benchmarks.fanout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** A few lines over a logarithmic axis, as SVG. */
final class Plot {
    private static final int WIDTH = 560;
    private static final int HEIGHT = 320;
    private static final int LEFT = 64;
    private static final int RIGHT = 24;
    private static final int TOP = 40;
    private static final int BOTTOM = 48;
    private static final List<String> COLOURS = List.of("#1b6ca8", "#c8553d", "#2e8b57", "#7a5195");

    private record Point(double x, double y) {}

    private final String title;
    private final String xLabel;
    private final String yLabel;
    private final Map<String, List<Point>> lines = new LinkedHashMap<>();

    Plot(String title, String xLabel, String yLabel) {
        this.title = title;
        this.xLabel = xLabel;
        this.yLabel = yLabel;
    }

    void add(String line, double x, double y) {
        lines.computeIfAbsent(line, absent -> new ArrayList<>()).add(new Point(x, y));
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, svg());
    }

    private String svg() {
        TreeSet<Double> xs = new TreeSet<>();
        double highest = 0;
        for (List<Point> line : lines.values()) {
            for (Point point : line) {
                xs.add(point.x());
                highest = Math.max(highest, point.y());
            }
        }
        double top = ceiling(highest);
        double least = Math.log(xs.first());
        double span = Math.max(1e-9, Math.log(xs.last()) - least);
        StringBuilder out = new StringBuilder();
        out.append(String.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">%n",
                WIDTH, HEIGHT));
        out.append(String.format("<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>%n", WIDTH, HEIGHT));
        text(out, WIDTH - RIGHT, TOP - 12, "end", title);
        text(out, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 10, "middle", xLabel);
        text(out, 8, TOP - 12, "start", yLabel);
        for (int i = 0; i <= 4; i++) {
            double y = y(top * i / 4, top);
            out.append(
                    String.format(Locale.ROOT, "<path d=\"M%d %.1fH%d\" stroke=\"#ddd\"/>%n", LEFT, y, WIDTH - RIGHT));
            text(out, LEFT - 6, y + 4, "end", number(top * i / 4));
        }
        for (double x : xs) {
            text(out, x(x, least, span), HEIGHT - BOTTOM + 16, "middle", number(x));
        }
        int colour = 0;
        for (Map.Entry<String, List<Point>> line : lines.entrySet()) {
            String stroke = COLOURS.get(colour % COLOURS.size());
            StringBuilder path = new StringBuilder();
            for (Point point : line.getValue()) {
                double x = x(point.x(), least, span);
                double y = y(point.y(), top);
                path.append(String.format(Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : "L", x, y));
                out.append(String.format(
                        Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>%n", x, y, stroke));
            }
            out.append(
                    String.format("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n", path, stroke));
            double legend = TOP + 4 + 16.0 * colour;
            out.append(String.format(
                    Locale.ROOT,
                    "<path d=\"M%d %.1fh18\" stroke=\"%s\" stroke-width=\"2\"/>%n",
                    WIDTH - RIGHT - 150,
                    legend,
                    stroke));
            text(out, WIDTH - RIGHT - 126, legend + 4, "start", line.getKey());
            colour++;
        }
        return out.append("</svg>\n").toString();
    }

    private static double x(double value, double least, double span) {
        return LEFT + 12 + (Math.log(value) - least) / span * (WIDTH - LEFT - RIGHT - 24);
    }

    private static double y(double value, double top) {
        return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM);
    }

    /** The least of 1, 2, 4, 6, 8 and 10 times a power of ten that is not below. */
    private static double ceiling(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(1e-9, value))));
        for (double step : new double[] {1, 2, 4, 6, 8}) {
            if (value <= step * power) {
                return step * power;
            }
        }
        return 10 * power;
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%,.0f", value) : String.valueOf(value);
    }

    private static void text(StringBuilder out, double x, double y, String anchor, String text) {
        out.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"#333\">%s</text>%n",
                x,
                y,
                anchor,
                text.replace("&", "&amp;").replace("<", "&lt;")));
    }
}
