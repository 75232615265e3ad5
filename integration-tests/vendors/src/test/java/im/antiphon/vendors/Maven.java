// SPDX-License-Identifier: Apache-2.0
package im.antiphon.vendors;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Maven as a vendor has it: the Maven and the JDK that run the tests, with a local repository of its own. What others have
 * published comes from the repository of this build, where it has it, else from Maven Central; Antiphon's own artifacts come
 * from nowhere but the {@link PublishedArtifacts}. Safe from any thread.
 */
final class Maven {
    private static final long PATIENCE_MINUTES = 8;

    private final Path launcher;
    private final Path settings;
    private final Path localRepository;

    private Maven(Path launcher, Path settings, Path localRepository) {
        this.launcher = launcher;
        this.settings = settings;
        this.localRepository = localRepository;
    }

    /**
     * @param folder for its settings
     * @param localRepository what it downloads goes there
     */
    static Maven in(Path folder, Path localRepository) throws IOException {
        Path settings = folder.resolve("settings.xml");
        Files.writeString(settings, settings());
        return new Maven(property("antiphon.maven").resolve("bin/mvn"), settings, localRepository);
    }

    /** Snapshots are Antiphon's own, which an earlier build may have left there. */
    private static String settings() {
        String repositories =
                """
                <id>build</id><url>%s</url>
                <releases><updatePolicy>never</updatePolicy><checksumPolicy>ignore</checksumPolicy></releases>
                <snapshots><enabled>false</enabled></snapshots>
                """
                        .formatted(property("antiphon.repository").toUri());
        return """
                <settings>
                  <profiles><profile>
                    <id>build</id>
                    <repositories><repository>%s</repository></repositories>
                    <pluginRepositories><pluginRepository>%s</pluginRepository></pluginRepositories>
                  </profile></profiles>
                  <activeProfiles><activeProfile>build</activeProfile></activeProfiles>
                </settings>
                """
                .formatted(repositories, repositories);
    }

    static Path property(String name) {
        return Path.of(requireNonNull(System.getProperty(name), "system property " + name + " is not set"));
    }

    /** Runs it to the end and returns what it has printed; fails where the build does. */
    String run(Path directory, List<String> arguments) throws IOException, InterruptedException {
        Result result = attempt(directory, arguments);
        if (result.status() != 0) {
            throw new AssertionError("mvn " + arguments + " in " + directory + ":\n" + result.output());
        }
        return result.output();
    }

    /** Runs it to the end, whatever that is. */
    Result attempt(Path directory, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                launcher.toString(),
                "--batch-mode",
                "--no-transfer-progress",
                "--global-settings",
                settings.toString(),
                "-Dmaven.repo.local=" + localRepository));
        command.addAll(arguments);
        Path output = Files.createTempFile(settings.getParent(), "mvn-", ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("MAVEN_"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("MAVEN_OPTS", "-Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        Process process = builder.start();
        try {
            if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                throw new AssertionError("mvn " + arguments + " does not end:\n" + Files.readString(output));
            }
            return new Result(process.exitValue(), Files.readString(output));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /**
     * @param status 0 where the build has succeeded
     * @param output what it has printed
     */
    record Result(int status, String output) {}
}
