// SPDX-License-Identifier: Apache-2.0
package im.antiphon.vendors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where a vendor works: a folder away from this repository's own, and nothing of Antiphon but what is published. */
final class Workshop {
    /** As the documentation tells to call it. */
    private static final String GENERATE = "org.apache.maven.plugins:maven-archetype-plugin:3.4.1:generate";

    private final Path folder;
    private final String antiphonVersion;
    private final Maven maven;

    private Workshop(Path folder, String antiphonVersion, Maven maven) {
        this.folder = folder;
        this.antiphonVersion = antiphonVersion;
        this.maven = maven;
    }

    /** Begins with an empty folder; what others have published is kept between runs. */
    static Workshop open() throws IOException {
        Path home = Maven.property("antiphon.workshop");
        Path projects = home.resolve("projects");
        delete(projects);
        // So that no options of the surrounding build reach the vendor's.
        Files.createDirectories(projects.resolve(".mvn"));
        Path repository = home.resolve("repository");
        String version = Maven.property("antiphon.version").toString();
        PublishedArtifacts.install(Maven.property("antiphon.checkout"), version, repository);
        return new Workshop(projects, version, Maven.in(home, repository));
    }

    /** One command makes a project. */
    VendorProject generate(String kind) throws IOException, InterruptedException {
        String artifactId = "acme-" + kind;
        maven.run(
                folder,
                List.of(
                        GENERATE,
                        "-DarchetypeGroupId=im.antiphon",
                        "-DarchetypeArtifactId=antiphon-plugin-archetype",
                        "-DarchetypeVersion=" + antiphonVersion,
                        "-DarchetypeCatalog=local",
                        "-Dkind=" + kind,
                        "-DgroupId=com.acme",
                        "-DartifactId=" + artifactId,
                        "-Dpackage=com.acme." + kind));
        return new VendorProject(folder.resolve(artifactId), kind, artifactId);
    }

    /** Takes a project from elsewhere, its sources alone. */
    VendorProject copy(Path project, String kind, String plugin) throws IOException {
        Path copy = folder.resolve(project.getFileName());
        List<Path> files;
        try (Stream<Path> walk = Files.walk(project)) {
            files = walk.filter(file -> !file.startsWith(project.resolve("target")))
                    .toList();
        }
        for (Path file : files) {
            Files.copy(file, copy.resolve(project.relativize(file)));
        }
        return new VendorProject(copy, kind, plugin);
    }

    /** Builds and tests several in one go. */
    void verify(List<VendorProject> projects) throws IOException, InterruptedException {
        build(projects, List.of("verify", "--threads", "2"));
    }

    /** Builds them without tests. */
    void assemble(List<VendorProject> projects) throws IOException, InterruptedException {
        build(projects, List.of("package", "-DskipTests", "--threads", "2"));
    }

    private void build(List<VendorProject> projects, List<String> arguments) throws IOException, InterruptedException {
        String modules = projects.stream()
                .map(project -> "<module>../" + project.artifactId() + "</module>")
                .collect(Collectors.joining());
        Path all = Files.createDirectories(folder.resolve("all"));
        Files.writeString(
                all.resolve("pom.xml"),
                """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>com.acme</groupId><artifactId>all</artifactId><version>1</version><packaging>pom</packaging>
                  <modules>%s</modules>
                </project>
                """
                        .formatted(modules));
        maven.run(all, arguments);
    }

    /** One more command puts the plugin into a server; it has been tested before. */
    void deploy(VendorProject project, Path antiphonHome) throws IOException, InterruptedException {
        maven.run(project.folder(), List.of("verify", "-DskipTests", "-Pdeploy", "-Dantiphon.home=" + antiphonHome));
    }

    private static void delete(Path tree) throws IOException {
        if (Files.exists(tree)) {
            List<Path> paths;
            try (Stream<Path> walk = Files.walk(tree)) {
                paths = walk.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : paths) {
                Files.delete(path);
            }
        }
    }
}
