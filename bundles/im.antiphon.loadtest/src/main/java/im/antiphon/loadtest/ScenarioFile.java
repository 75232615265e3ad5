// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Options in a file: a JSON object whose members are named like the long options, without the dashes. Numbers, texts and
 * booleans; arrays for options that may be given more than once.
 */
final class ScenarioFile {
    private static final long LARGEST = 1 << 20;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ScenarioFile() {}

    /**
     * Reads one as the arguments it stands for.
     *
     * @param known names of options, without dashes
     * @throws IllegalArgumentException where it is none, naming the file and what is wrong with it
     */
    static List<String> arguments(Path file, Set<String> known) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new IllegalArgumentException(file + ": more than " + LARGEST + " bytes");
            }
            return arguments(file.toString(), Files.readString(file), known);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": " + e.getClass().getSimpleName(), e);
        }
    }

    static List<String> arguments(String name, String text, Set<String> known) {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(name + ": " + e.getOriginalMessage(), e);
        }
        if (root == null || !root.isObject()) {
            throw new IllegalArgumentException(name + ": (expected: a JSON object of options)");
        }
        List<String> arguments = new ArrayList<>();
        root.properties().forEach(option -> {
            if (!known.contains(option.getKey())) {
                throw new IllegalArgumentException(
                        name + ": " + option.getKey() + " (expected: the name of an option)");
            }
            if (option.getValue().isArray()) {
                option.getValue().forEach(value -> add(arguments, name, option.getKey(), value));
            } else {
                add(arguments, name, option.getKey(), option.getValue());
            }
        });
        return arguments;
    }

    private static void add(List<String> arguments, String name, String option, JsonNode value) {
        if (!value.isTextual() && !value.isIntegralNumber() && !value.isBoolean()) {
            throw new IllegalArgumentException(name + ": " + option + " (expected: a text, a whole number or true)");
        }
        arguments.add("--" + option + "=" + value.asText());
    }
}
