// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.measure;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A condition that a result has to meet, such as {@code loss=0.5%}, {@code p99=50ms} or {@code mos=4.0@95%}.
 *
 * @param threshold in the metric's unit: a fraction, milliseconds, a number, a score
 * @param share of listeners that have to have that score; of no account with other metrics
 */
public record Gate(Metric metric, double threshold, double share) {
    /** What is looked at. */
    public enum Metric {
        FAILED("failed", Unit.FRACTION, true, "clients that could not connect"),
        ENDED("ended", Unit.COUNT, true, "connections that ended by themselves"),
        SETUP("setup", Unit.MILLIS, true, "99th percentile of the time until media is connected"),
        STREAMS("streams", Unit.FRACTION, false, "voices heard, of those there were for each listener"),
        LOSS("loss", Unit.FRACTION, true, "packets lost, of all"),
        STREAM_LOSS("stream-loss", Unit.FRACTION, true, "packets lost, of the worst stream"),
        P50("p50", Unit.MILLIS, true, "latency of packets, median"),
        P99("p99", Unit.MILLIS, true, "latency, 99th percentile"),
        P999("p99.9", Unit.MILLIS, true, "latency, 99.9th percentile"),
        JITTER("jitter", Unit.MILLIS, true, "jitter of streams, 99th percentile"),
        GAP("gap", Unit.MILLIS, true, "the longest time without what should have been heard"),
        MOS("mos", Unit.SCORE, false, "estimated opinion score that so many listeners have at least");

        private final String label;
        private final Unit unit;
        private final boolean atMost;
        private final String meaning;

        Metric(String label, Unit unit, boolean atMost, String meaning) {
            this.label = label;
            this.unit = unit;
            this.atMost = atMost;
            this.meaning = meaning;
        }

        public String label() {
            return label;
        }
    }

    private enum Unit {
        FRACTION("%"),
        MILLIS("ms"),
        COUNT(""),
        SCORE("");

        private final String suffix;

        Unit(String suffix) {
            this.suffix = suffix;
        }
    }

    private static final double DEFAULT_SHARE = 0.95;
    private static final Pattern TEXT =
            Pattern.compile("([a-z0-9.-]{1,20})=(\\d{1,9}(?:\\.\\d{1,6})?)(%|ms|s)?(?:@(\\d{1,3}(?:\\.\\d{1,3})?)%)?");

    /** What is asked where nothing else is said. */
    public static final List<Gate> DEFAULTS = List.of(
            parse("failed=0%"), parse("ended=0"), parse("streams=100%"), parse("loss=1%"), parse("mos=4.0@95%"));

    /** @throws IllegalArgumentException where the text is no gate */
    public static Gate parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("gate: " + text + " (expected: loss=0.5%, p99=50ms or mos=4.0@95%)");
        }
        Metric metric = Arrays.stream(Metric.values())
                .filter(each -> each.label.equals(matcher.group(1)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("gate: " + matcher.group(1) + " (expected: one of "
                        + String.join(
                                ", ",
                                Arrays.stream(Metric.values())
                                        .map(Metric::label)
                                        .toList()) + ")"));
        double number = Double.parseDouble(matcher.group(2));
        String suffix = matcher.group(3) == null ? "" : matcher.group(3);
        double share = matcher.group(4) == null ? DEFAULT_SHARE : Double.parseDouble(matcher.group(4)) / 100;
        if (matcher.group(4) != null && metric != Metric.MOS || share > 1) {
            throw new IllegalArgumentException("gate: " + text + " (expected: a share with mos only, up to 100%)");
        }
        return new Gate(metric, threshold(text, metric, number, suffix), share);
    }

    private static double threshold(String text, Metric metric, double number, String suffix) {
        switch (metric.unit) {
            case FRACTION -> {
                if (suffix.equals("%") || number == 0 && suffix.isEmpty()) {
                    return number / 100;
                }
            }
            case MILLIS -> {
                if (suffix.equals("ms") || suffix.equals("s")) {
                    return suffix.equals("s") ? number * 1000 : number;
                }
            }
            case COUNT -> {
                if (suffix.isEmpty()) {
                    return number;
                }
            }
            case SCORE -> {
                // Scores of listeners are counted by tenths.
                if (suffix.isEmpty() && Math.rint(number * 10) == number * 10 && number <= VoiceQuality.BEST_MOS) {
                    return number;
                }
                throw new IllegalArgumentException("gate: " + text + " (expected: a score in tenths, up to 4.4)");
            }
        }
        throw new IllegalArgumentException("gate: " + text + " (expected: a number"
                + (metric.unit.suffix.isEmpty() ? " without a unit)" : " with " + metric.unit.suffix + ")"));
    }

    /** Whether a result meets it. */
    public GateResult check(LoadResult result) {
        double measured = measured(result);
        boolean passed = applies(result) && (metric.atMost ? measured <= threshold : measured >= threshold);
        return new GateResult(
                toString(), metric.meaning, applies(result) ? text(measured) : "nothing measured", passed);
    }

    private boolean applies(LoadResult result) {
        return switch (metric) {
            case FAILED -> result.clients().begun() > 0;
            case ENDED -> result.clients().connected() > 0;
            case SETUP -> result.setup().total().count() > 0;
            case STREAMS -> result.media().streamsExpected() > 0 || hearsNobody(result);
            case MOS, LOSS, STREAM_LOSS, P50, P99, P999, JITTER, GAP -> result.media()
                                    .received()
                            > 0
                    || hearsNobody(result);
        };
    }

    /** Nobody was to be heard, so there is nothing to be said against it. */
    private static boolean hearsNobody(LoadResult result) {
        return result.plan().population().listeners() == 0
                && result.plan().population().participants() == 0;
    }

    private double measured(LoadResult result) {
        MediaResult media = result.media();
        return switch (metric) {
            case FAILED -> result.clients().failedFraction();
            case ENDED -> result.clients().ended();
            case SETUP -> result.setup().total().p99();
            case STREAMS -> media.streamsExpected() == 0 ? 1 : media.streamsHeard() / (double) media.streamsExpected();
            case LOSS -> media.lossFraction();
            case STREAM_LOSS -> media.worstStreamLossFraction();
            case P50 -> media.latency().p50();
            case P99 -> media.latency().p99();
            case P999 -> media.latency().p999();
            case JITTER -> media.jitter().p99();
            case GAP -> media.longestGapMillis();
            case MOS -> hearsNobody(result) ? VoiceQuality.BEST_MOS : scoreOfShare(media.mos());
        };
    }

    /** The highest score, in tenths, that the share of listeners has at least; finer where all have it. */
    private double scoreOfShare(MediaResult.Mos mos) {
        if (mos.counts().isEmpty()) {
            return 1;
        }
        if (mos.least() >= threshold) {
            return mos.least();
        }
        long all = mos.counts().get(0);
        for (int i = mos.counts().size() - 1; i > 0; i--) {
            if (mos.counts().get(i) >= Math.ceil(share * all)) {
                return 1 + i / 10.0;
            }
        }
        return 1;
    }

    private String text(double value) {
        return switch (metric.unit) {
            case FRACTION -> number(value * 100) + "%";
            case MILLIS -> number(value) + "ms";
            case COUNT, SCORE -> number(value);
        };
    }

    /** Four digits that say something, without zeros behind. */
    private static String number(double value) {
        String text = String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 1 ? "%.2f" : "%.4f", value);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }

    @Override
    public String toString() {
        String condition = metric.label + "=" + text(threshold);
        return metric == Metric.MOS ? condition + "@" + number(share * 100) + "%" : condition;
    }
}
