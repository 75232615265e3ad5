// SPDX-License-Identifier: Apache-2.0
package im.antiphon.vendors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** What a vendor is given of Antiphon, as this build has packaged it: a plugin that needs more of it does not build. */
final class PublishedArtifacts {
    /** The parents and the bill of materials that the others name. */
    private static final List<Artifact> POMS =
            List.of(new Artifact("antiphon", ""), new Artifact("bundles", "bundles"), new Artifact("bom", "cnf/bom"));

    private static final List<Artifact> JARS = List.of(
            new Artifact("im.antiphon.api", "bundles/im.antiphon.api"),
            new Artifact("im.antiphon.rtp", "bundles/im.antiphon.rtp"),
            new Artifact("im.antiphon.tck", "bundles/im.antiphon.tck"),
            new Artifact("antiphon-plugin-archetype", "vendor/archetype"));

    private record Artifact(String id, String folder) {}

    private PublishedArtifacts() {}

    /** Puts them into a repository, over what an earlier build has put there. */
    static void install(Path checkout, String version, Path repository) throws IOException {
        for (Artifact artifact : POMS) {
            copy(checkout.resolve(artifact.folder()).resolve("pom.xml"), repository, artifact.id(), version, "pom");
        }
        for (Artifact artifact : JARS) {
            Path folder = checkout.resolve(artifact.folder());
            copy(folder.resolve("pom.xml"), repository, artifact.id(), version, "pom");
            Path jar = folder.resolve("target").resolve(artifact.id() + "-" + version + ".jar");
            copy(jar, repository, artifact.id(), version, "jar");
        }
    }

    private static void copy(Path file, Path repository, String id, String version, String type) throws IOException {
        Path folder = repository.resolve("im/antiphon").resolve(id).resolve(version);
        Files.createDirectories(folder);
        Files.copy(file, folder.resolve(id + "-" + version + "." + type), StandardCopyOption.REPLACE_EXISTING);
    }
}
