// SPDX-License-Identifier: Apache-2.0
package im.antiphon.launcher;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a value of configuration comes from: the command line before {@code conf/}, that before the features' defaults.
 * The layers meet value by value, so a file need say no more than what it changes, and a deleted file leaves the default.
 */
final class ConfigurationLayers {
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
        return merged;
    }

    private static void merge(Map<String, Map<String, Object>> layer, Map<String, Map<String, Object>> into) {
        layer.forEach((pid, values) ->
                into.computeIfAbsent(pid, key -> new LinkedHashMap<>()).putAll(values));
    }
}
