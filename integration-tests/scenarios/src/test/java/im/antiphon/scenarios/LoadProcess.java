// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code bin/antiphon-load} of the assembled distribution, on the JDK that runs the tests, with what it leaves behind.
 *
 * @param status its exit code
 * @param screen all that it printed
 * @param json what it wrote for programs
 * @param page what it wrote for people
 */
record LoadProcess(int status, String screen, JsonNode json, String page) {
    private static final long PATIENCE_SECONDS = 120;

    /** Runs one to its end. */
    static LoadProcess run(Path folder, String... options) throws IOException, InterruptedException {
        Process process = start(folder, options);
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .describedAs(() -> screen(folder))
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return of(folder, process);
    }

    /** Starts one; what it writes goes into the folder. */
    static Process start(Path folder, String... options) throws IOException {
        String distribution = requireNonNull(System.getProperty("antiphon.distribution"));
        List<String> command = new ArrayList<>();
        command.add(Path.of(distribution, "bin/antiphon-load").toString());
        command.addAll(List.of(options));
        command.addAll(List.of(
                "--json", folder.resolve("load.json").toString(),
                "--report", folder.resolve("load.html").toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(folder.resolve("load.txt").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("ANTIPHON_JAVA_OPTS", "-Xmx256m");
        return builder.start();
    }

    /** What one that has ended has left. */
    static LoadProcess of(Path folder, Process process) throws IOException {
        Path json = folder.resolve("load.json");
        assertThat(json).describedAs(screen(folder)).exists();
        return new LoadProcess(
                process.exitValue(),
                screen(folder),
                new ObjectMapper().readTree(Files.readString(json)),
                Files.readString(folder.resolve("load.html")));
    }

    static String screen(Path folder) {
        try {
            return Files.readString(folder.resolve("load.txt"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
