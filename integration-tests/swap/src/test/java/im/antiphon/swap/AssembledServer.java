// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.apache.felix.cm.json.io.ConfigurationResource;
import org.apache.felix.cm.json.io.Configurations;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.options.UrlProvisionOption;
import org.osgi.framework.Constants;
import org.osgi.service.feature.Feature;
import org.osgi.service.feature.FeatureBundle;
import org.osgi.service.feature.FeatureExtension;
import org.osgi.service.feature.FeatureService;
import org.osgi.service.feature.ID;

/**
 * The assembled distribution as Pax Exam is to provision it: the bundles, start levels and configurations of its own
 * feature files. Only ports and home are others. Runs on the class path, before there is a framework.
 */
final class AssembledServer {
    private static final String DEFAULT_START_LEVEL = "20";

    private final Path distribution;
    private final Path home;
    private final List<Option> options = new ArrayList<>();
    private final Map<String, Map<String, Object>> configurations = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> own = new LinkedHashMap<>();

    /** @param home emptied */
    AssembledServer(Path distribution, Path home) {
        this.distribution = distribution.toAbsolutePath().normalize();
        this.home = home.toAbsolutePath().normalize();
    }

    /** Beside what the feature files say. */
    AssembledServer configured(String pid, Map<String, Object> values) {
        own.put(pid, values);
        return this;
    }

    /** @param extras classes on the class path whose bundles the test needs beside */
    Option[] options(Class<?>... extras) throws IOException {
        prepareHome();
        readFeatures();
        configurations.put("im.antiphon.transport", Map.of("bind", "127.0.0.1", "httpPort", 0, "httpsPort", 0));
        own.forEach((pid, values) -> configurations
                .computeIfAbsent(pid, added -> new LinkedHashMap<>())
                .putAll(values));
        for (Class<?> extra : extras) {
            options.add(bundle(
                    extra.getProtectionDomain().getCodeSource().getLocation().toString()));
        }
        options.add(frameworkProperty("configurator.initial").value(configurationsAsJson()));
        options.add(frameworkProperty("antiphon.home").value(home.toString()));
        options.add(frameworkProperty("gosh.args").value("--nointeractive"));
        options.add(systemProperty("antiphon.log").value(home.resolve("log").toString()));
        return options.toArray(Option[]::new);
    }

    private void prepareHome() throws IOException {
        if (Files.exists(home)) {
            try (Stream<Path> old = Files.walk(home)) {
                for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        for (String folder : List.of("data", "log", "plugins")) {
            Files.createDirectories(home.resolve(folder));
        }
    }

    private void readFeatures() throws IOException {
        FeatureService service =
                ServiceLoader.load(FeatureService.class).findFirst().orElseThrow();
        List<Path> files;
        try (Stream<Path> entries = Files.list(distribution.resolve("features"))) {
            files = entries.sorted().toList();
        }
        for (Path file : files) {
            try (Reader reader = Files.newBufferedReader(file)) {
                Feature feature = service.readFeature(reader);
                for (FeatureBundle bundle : feature.getBundles()) {
                    if (platform().equals(bundle.getMetadata().getOrDefault("platform", platform()))) {
                        options.add(provision(bundle));
                    }
                }
                feature.getConfigurations().values().forEach(configuration -> configurations
                        .computeIfAbsent(configuration.getPid(), pid -> new LinkedHashMap<>())
                        .putAll(configuration.getValues()));
                FeatureExtension properties = feature.getExtensions().get("framework-launching-properties");
                if (properties != null) {
                    provideProperties(properties.getJSON());
                }
            }
        }
    }

    private Option provision(FeatureBundle entry) throws IOException {
        ID id = entry.getID();
        Path jar = distribution
                .resolve("bundles")
                .resolve(id.getGroupId().replace('.', '/'))
                .resolve(id.getArtifactId())
                .resolve(id.getVersion())
                .resolve(id.getArtifactId() + "-" + id.getVersion()
                        + id.getClassifier().map(classifier -> "-" + classifier).orElse("") + ".jar");
        String level = String.valueOf(entry.getMetadata().getOrDefault("bundleStartLevel", DEFAULT_START_LEVEL));
        UrlProvisionOption option = bundle("reference:" + jar.toUri()).startLevel(Integer.parseInt(level));
        try (JarFile file = new JarFile(jar.toFile())) {
            boolean fragment = file.getManifest().getMainAttributes().getValue(Constants.FRAGMENT_HOST) != null;
            return fragment ? option.noStart() : option;
        }
    }

    private void provideProperties(String json) throws IOException {
        Dictionary<String, Object> properties =
                Configurations.buildReader().build(new StringReader(json)).readConfiguration();
        for (String key : Collections.list(properties.keys())) {
            options.add(frameworkProperty(key).value(properties.get(key).toString()));
        }
    }

    private String configurationsAsJson() throws IOException {
        ConfigurationResource resource = new ConfigurationResource();
        String prefix = ConfigurationResource.CONFIGURATOR_PROPERTY_PREFIX;
        resource.getProperties().put(prefix + "resource-version", 1);
        resource.getProperties().put(prefix + "symbolic-name", "im.antiphon.features");
        resource.getProperties().put(prefix + "version", "1.0.0");
        configurations.forEach((pid, values) -> {
            Hashtable<String, Object> filled = Configurations.newConfiguration();
            values.forEach((key, value) -> filled.put(key, value instanceof String text ? fill(text) : value));
            resource.getConfigurations().put(pid, filled);
        });
        StringWriter json = new StringWriter();
        Configurations.buildWriter().build(json).writeConfigurationResource(resource);
        return json.toString();
    }

    private String fill(String text) {
        return text.replace("${antiphon.home}", home.toString())
                .replace(
                        "${antiphon.logging}",
                        distribution.resolve("conf/logback.xml").toString());
    }

    private static String platform() {
        String architecture = System.getProperty("os.arch", "");
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT)
                + switch (architecture) {
                    case "amd64" -> "-x86_64";
                    case "aarch64" -> "-aarch_64";
                    default -> "-" + architecture;
                };
    }
}
