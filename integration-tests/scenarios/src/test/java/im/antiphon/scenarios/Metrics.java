// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code /metrics} said at one time.
 *
 * @param families every name that a {@code TYPE} line or a sample has
 * @param samples by name with labels, as they are written
 */
public record Metrics(Set<String> families, Map<String, Double> samples) {
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(\\{.*})? (\\S+)");
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) \\S+");

    static Metrics parse(String text) {
        Set<String> families = new TreeSet<>();
        Map<String, Double> samples = new TreeMap<>();
        for (String line : text.split("\n")) {
            Matcher type = TYPE.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (type.matches()) {
                families.add(type.group(1));
            } else if (!line.startsWith("#") && sample.matches()) {
                families.add(sample.group(1));
                String labels = sample.group(2);
                samples.put(
                        sample.group(1) + (labels == null ? "" : labels),
                        Double.valueOf(sample.group(3).replace("Inf", "Infinity")));
            } else if (!line.isBlank() && !line.startsWith("#")) {
                throw new AssertionError("not Prometheus text: " + line);
            }
        }
        return new Metrics(families, samples);
    }

    /** All samples of a name, whatever their labels, added up; 0 where there is none. */
    public double sum(String name) {
        return samples.entrySet().stream()
                .filter(sample ->
                        sample.getKey().equals(name) || sample.getKey().startsWith(name + "{"))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    /** One sample; 0 where there is none. */
    public double value(String nameAndLabels) {
        return samples.getOrDefault(nameAndLabels, 0.0);
    }
}
