// SPDX-License-Identifier: Apache-2.0
package im.antiphon.observe;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A registered name, divided: {@code antiphon_sessions{state="active"}} is the base {@code antiphon_sessions} with the
 * labels {@code state="active"}.
 *
 * @param base letters, digits, {@code _} and {@code :} only; what a name has else becomes {@code _}
 * @param labels as they stand between the braces, or empty
 */
record MetricName(String base, String labels) {
    private static final Pattern FOREIGN = Pattern.compile("[^a-zA-Z0-9_:]");
    private static final Pattern LE = Pattern.compile("(?:^|,)\\s*le=\"([^\"]*)\"");

    static MetricName parse(String registered) {
        int brace = registered.indexOf('{');
        if (brace < 0 || !registered.endsWith("}")) {
            return new MetricName(clean(registered), "");
        }
        return new MetricName(
                clean(registered.substring(0, brace)), registered.substring(brace + 1, registered.length() - 1));
    }

    /** The base with something appended to it, under the same labels. */
    MetricName suffixed(String suffix) {
        return new MetricName(base + suffix, labels);
    }

    /** The same name with one more label. */
    MetricName labelled(String label, String value) {
        String more = label + "=\"" + value + "\"";
        return new MetricName(base, labels.isEmpty() ? more : labels + "," + more);
    }

    /** The upper bound of a histogram's bucket; NaN where there is no such label. */
    double upperBound() {
        Matcher matcher = LE.matcher(labels);
        if (!matcher.find()) {
            return Double.NaN;
        }
        String bound = matcher.group(1);
        try {
            return bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** The labels without the bucket's bound: what the samples of one histogram have in common. */
    String series() {
        return LE.matcher(labels).replaceFirst("");
    }

    @Override
    public String toString() {
        return labels.isEmpty() ? base : base + '{' + labels + '}';
    }

    private static String clean(String name) {
        String cleaned = FOREIGN.matcher(name).replaceAll("_");
        return !cleaned.isEmpty() && Character.isDigit(cleaned.charAt(0)) ? "_" + cleaned : cleaned;
    }
}
