// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.measure;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a server says at {@code /metrics}: the sum of each name's samples, whatever their labels. */
public final class PrometheusText {
    private static final Pattern LINE =
            Pattern.compile("([A-Za-z_:][A-Za-z0-9_:]{0,199})(?:\\{[^}]{0,2000}})? (-?[0-9.eE+-]{1,30})(?: \\d+)?");
    private static final int MOST_NAMES = 10_000;

    private final Map<String, Double> sums = new HashMap<>();

    private PrometheusText() {}

    /** Lines that are no samples are passed over. */
    public static PrometheusText parse(String text) {
        PrometheusText parsed = new PrometheusText();
        text.lines().forEach(parsed::add);
        return parsed;
    }

    private void add(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches() || sums.size() >= MOST_NAMES) {
            return;
        }
        try {
            sums.merge(matcher.group(1), Double.parseDouble(matcher.group(2)), Double::sum);
        } catch (NumberFormatException e) {
            // No sample.
        }
    }

    /** -1 where there is none of that name. */
    public double sum(String name) {
        return sums.getOrDefault(name, -1.0);
    }
}
