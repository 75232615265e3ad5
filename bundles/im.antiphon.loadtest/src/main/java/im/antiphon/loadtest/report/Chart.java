// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.report;

import im.antiphon.loadtest.measure.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A line chart over time as SVG, to be put into a page. Points of which there are more than pixels are put together, the
 * highest of each group being shown: a peak that was there is to be seen.
 */
final class Chart {
    /**
     * One line.
     *
     * @param value of a sample; negative for none
     */
    record Line(String name, ToDoubleFunction<Sample> value) {}

    private static final int WIDTH = 720;
    private static final int HEIGHT = 190;
    private static final int LEFT = 62;
    private static final int RIGHT = 22;
    private static final int TOP = 26;
    private static final int BOTTOM = 26;
    private static final int MOST_POINTS = 330;
    private static final int HORIZONTAL_LINES = 4;

    private final String title;
    private final String unit;
    private final List<Line> lines;

    Chart(String title, String unit, Line... lines) {
        this.title = title;
        this.unit = unit;
        this.lines = List.of(lines);
    }

    /** Nothing where no line has a value. */
    String svg(List<Sample> samples) {
        List<Sample> known = samples.stream()
                .filter(sample -> lines.stream().anyMatch(line -> line.value().applyAsDouble(sample) >= 0))
                .toList();
        if (known.size() < 2) {
            return "";
        }
        double first = known.get(0).seconds();
        double last = known.get(known.size() - 1).seconds();
        double most = 0;
        for (Sample sample : known) {
            for (Line line : lines) {
                most = Math.max(most, line.value().applyAsDouble(sample));
            }
        }
        double ceiling = ceiling(most);
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<figure><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n",
                WIDTH,
                HEIGHT,
                Html.escape(title)));
        counting(svg, known, first, last);
        grid(svg, ceiling, first, last);
        legend(svg);
        for (int i = 0; i < lines.size(); i++) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<polyline class=\"line l%d\" points=\"%s\"/>%n",
                    i,
                    points(lines.get(i), known, first, last, ceiling)));
        }
        return svg.append("</svg></figure>\n").toString();
    }

    /** The time that counts has another ground. */
    private static void counting(StringBuilder svg, List<Sample> samples, double first, double last) {
        List<Sample> counted = samples.stream().filter(Sample::counts).toList();
        if (!counted.isEmpty()) {
            double from = x(counted.get(0).seconds(), first, last);
            double to = x(counted.get(counted.size() - 1).seconds(), first, last);
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"counts\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>%n",
                    from,
                    TOP,
                    to - from,
                    HEIGHT - TOP - BOTTOM));
        }
    }

    private void grid(StringBuilder svg, double ceiling, double first, double last) {
        for (int i = 0; i <= HORIZONTAL_LINES; i++) {
            double value = ceiling * i / HORIZONTAL_LINES;
            double y = y(value, ceiling);
            svg.append(String.format(
                    Locale.ROOT,
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                            + "<text class=\"axis\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n",
                    LEFT,
                    WIDTH - RIGHT,
                    y,
                    y,
                    LEFT - 6,
                    y + 4,
                    number(value)));
        }
        int ticks = 6;
        for (int i = 0; i <= ticks; i++) {
            double seconds = first + (last - first) * i / ticks;
            svg.append(String.format(
                    Locale.ROOT,
                    "<text class=\"axis\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
                    x(seconds, first, last),
                    HEIGHT - 8,
                    clock(seconds)));
        }
    }

    private void legend(StringBuilder svg) {
        svg.append(String.format(
                Locale.ROOT,
                "<text class=\"title\" x=\"%d\" y=\"15\">%s<tspan class=\"axis\"> %s</tspan></text>%n",
                LEFT,
                Html.escape(title),
                Html.escape(unit)));
        int x = WIDTH - RIGHT;
        for (int i = lines.size() - 1; lines.size() > 1 && i >= 0; i--) {
            String name = lines.get(i).name();
            svg.append(String.format(
                    Locale.ROOT,
                    "<text class=\"key k%d\" x=\"%d\" y=\"15\" text-anchor=\"end\">%s</text>%n",
                    i,
                    x,
                    Html.escape(name)));
            x -= 8 * name.length() + 14;
        }
    }

    private static String points(Line line, List<Sample> samples, double first, double last, double ceiling) {
        List<String> points = new ArrayList<>();
        int group = (samples.size() + MOST_POINTS - 1) / MOST_POINTS;
        for (int from = 0; from < samples.size(); from += group) {
            double highest = -1;
            for (Sample sample : samples.subList(from, Math.min(samples.size(), from + group))) {
                highest = Math.max(highest, line.value().applyAsDouble(sample));
            }
            if (highest >= 0) {
                points.add(String.format(
                        Locale.ROOT, "%.1f,%.1f", x(samples.get(from).seconds(), first, last), y(highest, ceiling)));
            }
        }
        return String.join(" ", points);
    }

    private static double x(double seconds, double first, double last) {
        return LEFT + (WIDTH - LEFT - RIGHT) * (seconds - first) / Math.max(1e-3, last - first);
    }

    private static double y(double value, double ceiling) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / ceiling;
    }

    /** A round number that is no smaller. */
    private static double ceiling(double most) {
        if (most <= 0) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(most)));
        for (double factor : new double[] {1, 2, 4, 5, 8, 10}) {
            if (most <= factor * power * 1.0001) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    static String number(double value) {
        if (value >= 1e6) {
            return trimmed(value / 1e6) + "M";
        }
        if (value >= 10_000) {
            return trimmed(value / 1e3) + "k";
        }
        return trimmed(value);
    }

    private static String trimmed(double value) {
        String text = String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }

    private static String clock(double seconds) {
        long whole = Math.round(seconds);
        return whole < 120
                ? whole + " s"
                : whole / 60 + (whole % 60 == 0 ? "" : String.format(":%02d", whole % 60)) + " min";
    }
}
