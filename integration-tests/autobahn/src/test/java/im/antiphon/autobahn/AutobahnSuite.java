// SPDX-License-Identifier: Apache-2.0
package im.antiphon.autobahn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import im.antiphon.api.signaling.SignalingEndpoint;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import me.normanmaurer.maven.autobahntestsuite.AutobahnTestSuite;
import org.python.util.jython;

/**
 * Autobahn's fuzzing client: a Python program that Jython runs, in a JVM of its own, since Python's package {@code io} is not
 * found where there are Java packages of that name.
 */
final class AutobahnSuite {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Seconds; by default it has little patience while it is still being compiled. */
    private static final String TIMEOUTS = "{'openHandshakeTimeout': 60, 'closeHandshakeTimeout': 20}";

    private final Path reports;

    /** @param reports where it writes a page for each case, and what it says */
    AutobahnSuite(Path reports) {
        this.reports = reports;
    }

    /** Runs the cases, and returns how each went. */
    Map<String, Outcome> run(String uri, List<String> cases, List<String> excluded)
            throws IOException, InterruptedException {
        Files.createDirectories(reports);
        String program = "from autobahntestsuite import wstest\n"
                + "wstest.start({'mode': 'fuzzingclient'}, {'failByDrop': False, 'options': " + TIMEOUTS
                + ", 'outdir': '" + reports
                + "', 'servers': [{'agent': 'antiphon', 'url': '" + uri + "', 'protocols': ['"
                + SignalingEndpoint.SUBPROTOCOL + "']}], 'cases': " + pythonList(cases) + ", 'exclude-cases': "
                + pythonList(excluded) + ", 'exclude-agent-cases': {}})\n";
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-Dpython.cachedir.skip=true",
                        "-cp",
                        jar(jython.class) + File.pathSeparator + jar(AutobahnTestSuite.class),
                        jython.class.getName(),
                        "-c",
                        program)
                .redirectErrorStream(true)
                .redirectOutput(reports.resolve("output.txt").toFile())
                .start();
        try {
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still running after " + PATIENCE + "; see " + reports);
            }
        } finally {
            process.destroyForcibly();
        }
        return outcomes();
    }

    private Map<String, Outcome> outcomes() throws IOException {
        Path index = reports.resolve("index.json");
        if (!Files.exists(index)) {
            throw new AssertionError("no results; it said:\n" + Files.readString(reports.resolve("output.txt")));
        }
        JsonNode results = new ObjectMapper().readTree(index.toFile()).path("antiphon");
        Map<String, Outcome> outcomes = new HashMap<>();
        results.fields()
                .forEachRemaining(result -> outcomes.put(
                        result.getKey(),
                        new Outcome(
                                result.getValue().path("behavior").asText(),
                                result.getValue().path("behaviorClose").asText())));
        return outcomes;
    }

    private static String jar(Class<?> inIt) {
        return Path.of(inIt.getProtectionDomain().getCodeSource().getLocation().getPath())
                .toString();
    }

    private static String pythonList(List<String> items) {
        return items.stream().map(item -> "'" + item + "'").collect(Collectors.joining(", ", "[", "]"));
    }

    /**
     * @param behavior what came back: {@code OK}, {@code FAILED} …
     * @param close how the connection ended
     */
    record Outcome(String behavior, String close) {}
}
