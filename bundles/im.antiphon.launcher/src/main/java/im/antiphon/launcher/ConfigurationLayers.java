// SPDX-License-Identifier: Apache-2.0
package im.antiphon.launcher;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a value of configuration comes from: the command line before {@code conf/}, that before the features' defaults.
 * The layers meet value by value, so a file need say no more than what it changes, and a deleted file leaves the default.
 * Keys are the same in whatever case, as they are to Configuration Admin, which refuses two that differ in nothing else.
 */
final class ConfigurationLayers {
    private static final String PAGE_PID = "im.antiphon.page";

    private final Map<String, Map<String, Object>> defaults;
    private final Map<String, Map<String, Object>> commandLine;

    ConfigurationLayers(Map<String, Map<String, Object>> defaults, Map<String, Map<String, Object>> commandLine) {
        this.defaults = defaults;
        this.commandLine = commandLine;
    }

    /**
     * What holds, by persistent identity.
     *
     * @param files what {@code conf/} says, by persistent identity
     */
    Map<String, Map<String, Object>> over(Map<String, Map<String, Object>> files) {
        Map<String, Map<String, Object>> merged = new LinkedHashMap<>();
        merge(defaults, merged);
        merge(files, merged);
        merge(commandLine, merged);
        Object https = merged.getOrDefault(Options.TRANSPORT_PID, Map.of()).get(Options.HTTPS);
        if (https != null) {
            // The page sends visitors to HTTPS; where a router forwards another port to it, the page is told so itself.
            merged.computeIfAbsent(PAGE_PID, pid -> empty()).putIfAbsent(Options.HTTPS, https);
        }
        return merged;
    }

    private static void merge(Map<String, Map<String, Object>> layer, Map<String, Map<String, Object>> into) {
        layer.forEach((pid, values) -> into.computeIfAbsent(pid, key -> empty()).putAll(values));
    }

    private static Map<String, Object> empty() {
        return new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    }
}
