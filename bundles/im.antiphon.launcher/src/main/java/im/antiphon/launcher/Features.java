// SPDX-License-Identifier: Apache-2.0
package im.antiphon.launcher;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.felix.cm.json.io.Configurations;
import org.osgi.service.feature.Feature;
import org.osgi.service.feature.FeatureBundle;
import org.osgi.service.feature.FeatureConfiguration;
import org.osgi.service.feature.FeatureExtension;
import org.osgi.service.feature.FeatureService;
import org.osgi.service.feature.ID;

/**
 * What the feature files of a folder (OSGi R8 Feature Service, chapter 159) ask for, taken together.
 *
 * @param bundles in the order of files and lines
 * @param configurations the default configurations, by persistent identity
 * @param frameworkProperties what the extension {@code framework-launching-properties} says
 */
record Features(
        List<BundleEntry> bundles,
        Map<String, Map<String, Object>> configurations,
        Map<String, String> frameworkProperties) {
    private static final String START_LEVEL = "bundleStartLevel";
    private static final String PLATFORM = "platform";
    private static final String JAVA = "java";
    private static final String FRAMEWORK_PROPERTIES = "framework-launching-properties";
    private static final int DEFAULT_START_LEVEL = 20;

    /**
     * One bundle to install.
     *
     * @param path below the folder of bundles, in Maven's layout
     * @param startLevel at which it is started
     */
    record BundleEntry(String path, int startLevel) {}

    /**
     * Reads every {@code *.json} of the folder.
     *
     * @param platform such as {@code linux-x86_64}; bundles that say they are for another are left out,
     *     as are those for a newer Java than this
     * @param variables what {@code ${x}} in the values of configurations stands for
     * @throws LaunchException where a file cannot be read
     */
    static Features read(Path folder, String platform, Map<String, String> variables) {
        FeatureService service =
                ServiceLoader.load(FeatureService.class).findFirst().orElseThrow();
        List<BundleEntry> bundles = new ArrayList<>();
        Map<String, Map<String, Object>> configurations = new LinkedHashMap<>();
        Map<String, String> properties = new LinkedHashMap<>();
        for (Path file : files(folder)) {
            Feature feature;
            try (Reader reader = Files.newBufferedReader(file)) {
                feature = service.readFeature(reader);
            } catch (IOException | RuntimeException e) { // The reader's parser throws several unchecked ones.
                throw new LaunchException("cannot read " + file + ": " + e.getMessage(), e);
            }
            feature.getBundles().stream()
                    .filter(bundle -> platform.equals(bundle.getMetadata().getOrDefault(PLATFORM, platform)))
                    .filter(Features::fitsThisJava)
                    .map(Features::entry)
                    .filter(entry -> !bundles.contains(entry))
                    .forEach(bundles::add);
            for (FeatureConfiguration configuration :
                    feature.getConfigurations().values()) {
                configurations
                        .computeIfAbsent(configuration.getPid(), pid -> new LinkedHashMap<>())
                        .putAll(filled(configuration.getValues(), variables));
            }
            FeatureExtension extension = feature.getExtensions().get(FRAMEWORK_PROPERTIES);
            if (extension != null) {
                properties.putAll(properties(file, extension));
            }
        }
        return new Features(List.copyOf(bundles), configurations, properties);
    }

    private static List<Path> files(Path folder) {
        try {
            List<Path> files = Home.files(folder, ".json");
            if (files.isEmpty()) {
                throw new LaunchException("no feature files in " + folder);
            }
            return files;
        } catch (IOException e) {
            throw new LaunchException("cannot read " + folder + ": " + e.getMessage(), e);
        }
    }

    private static boolean fitsThisJava(FeatureBundle bundle) {
        Object least = bundle.getMetadata().get(JAVA);
        return least == null
                || Integer.parseInt(least.toString()) <= Runtime.version().feature();
    }

    private static BundleEntry entry(FeatureBundle bundle) {
        ID id = bundle.getID();
        String path = id.getGroupId().replace('.', '/') + '/' + id.getArtifactId() + '/' + id.getVersion() + '/'
                + id.getArtifactId() + '-' + id.getVersion()
                + id.getClassifier().map(classifier -> "-" + classifier).orElse("") + ".jar";
        Object level = bundle.getMetadata().getOrDefault(START_LEVEL, DEFAULT_START_LEVEL);
        return new BundleEntry(path, Integer.parseInt(level.toString()));
    }

    private static Map<String, Object> filled(Map<String, Object> values, Map<String, String> variables) {
        Map<String, Object> filled = new LinkedHashMap<>();
        values.forEach((key, value) -> filled.put(key, value instanceof String text ? fill(text, variables) : value));
        return filled;
    }

    private static String fill(String text, Map<String, String> variables) {
        String filled = text;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            filled = filled.replace("${" + variable.getKey() + "}", variable.getValue());
        }
        return filled;
    }

    private static Map<String, String> properties(Path file, FeatureExtension extension) {
        Map<String, String> properties = new LinkedHashMap<>();
        try {
            Dictionary<String, Object> values = Configurations.buildReader()
                    .build(new StringReader(extension.getJSON()))
                    .readConfiguration();
            for (String key : Collections.list(values.keys())) {
                properties.put(key, String.valueOf(values.get(key)));
            }
        } catch (IOException e) {
            throw new LaunchException("cannot read " + file + ": " + FRAMEWORK_PROPERTIES + ": " + e.getMessage(), e);
        }
        return properties;
    }
}
