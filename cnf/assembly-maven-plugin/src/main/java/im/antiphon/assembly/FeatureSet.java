// SPDX-License-Identifier: Apache-2.0
package im.antiphon.assembly;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.osgi.service.feature.Feature;
import org.osgi.service.feature.FeatureBundle;
import org.osgi.service.feature.FeatureService;
import org.osgi.service.feature.ID;

/** What the feature files of one folder name, taken together. */
final class FeatureSet {
    private final List<Path> files;
    private final Map<String, ID> bundles = new TreeMap<>();
    private final List<String> conflicts = new ArrayList<>();

    private FeatureSet(List<Path> files) {
        this.files = files;
    }

    /** Reads every {@code *.json} of the folder, in the order of names. */
    static FeatureSet read(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
        FeatureService service = ServiceLoader.load(FeatureService.class, FeatureSet.class.getClassLoader())
                .findFirst()
                .orElseThrow();
        FeatureSet features = new FeatureSet(files);
        for (Path file : files) {
            try (Reader reader = Files.newBufferedReader(file)) {
                features.add(file, service.readFeature(reader));
            }
        }
        return features;
    }

    private void add(Path file, Feature feature) {
        for (FeatureBundle bundle : feature.getBundles()) {
            ID id = bundle.getID();
            ID before = bundles.putIfAbsent(artifact(id), id);
            if (before != null && !before.getVersion().equals(id.getVersion())) {
                conflicts.add(artifact(id) + ": " + before.getVersion() + " and, in " + file.getFileName() + ", "
                        + id.getVersion());
            }
        }
    }

    List<Path> files() {
        return files;
    }

    /** Each artifact once, in the order of names. */
    Collection<ID> bundles() {
        return bundles.values();
    }

    /** Artifacts that are named with two versions: a sentence each. */
    List<String> conflicts() {
        return List.copyOf(conflicts);
    }

    /** Those of the given {@code group:artifact} names that no feature has. */
    Collection<String> missing(Collection<String> deployable) {
        Collection<String> missing = new TreeSet<>(deployable);
        for (ID id : bundles.values()) {
            missing.remove(id.getGroupId() + ":" + id.getArtifactId());
        }
        return missing;
    }

    /** Where an artifact lies in a repository of Maven's layout. */
    static String repositoryPath(ID id) {
        return id.getGroupId().replace('.', '/')
                + '/'
                + id.getArtifactId()
                + '/'
                + id.getVersion()
                + '/'
                + id.getArtifactId()
                + '-'
                + id.getVersion()
                + id.getClassifier().map(classifier -> "-" + classifier).orElse("")
                + '.'
                + id.getType().orElse("jar");
    }

    private static String artifact(ID id) {
        return id.getGroupId()
                + ':'
                + id.getArtifactId()
                + id.getClassifier().map(classifier -> ":" + classifier).orElse("");
    }
}
