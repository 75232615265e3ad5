// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins over HTTP, as an operator's script would bring them: a plugin of the distribution, with versions that follow it. */
final class PluginUploadIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String PLUGINS = "/api/v1/plugins";
    private static final String BUNDLE = "im.antiphon.congestion.remb";

    @TempDir
    private Path home;

    @Test
    void aPluginIsUploadedReplacedRolledBackAndDeletedAndABadOneIsRefused() throws Exception {
        try (RunningServer server = RunningServer.start(home)) {
            String original = serving(server);
            assertThat(original).startsWith("remb@");

            HttpResponse<String> installed = upload(server, "remb-7.0.0.jar", version("7.0.0"));
            assertThat(installed.statusCode()).as(installed.body()).isEqualTo(201);
            assertThat(installed.headers().firstValue("location"))
                    .hasValue(PLUGINS + "/deployments/" + BUNDLE + "/7.0.0");
            awaitServing(server, "remb@7.0.0");

            HttpResponse<String> replaced = upload(server, "remb-7.1.0.jar", version("7.1.0"));
            assertThat(replaced.statusCode()).as(replaced.body()).isEqualTo(201);
            awaitServing(server, "remb@7.1.0");
            assertThat(jars()).containsExactly("remb-7.0.0.jar", "remb-7.1.0.jar");

            refused(server, "remb-7.2.0.jar", "no jar at all".getBytes(StandardCharsets.UTF_8));
            byte[] whole = version("7.2.0");
            refused(server, "remb-7.2.0.jar", Arrays.copyOf(whole, whole.length / 2));
            refused(server, "remb-again.jar", version("7.1.0"));
            refused(server, "remb 7.2.0.jar", whole);
            assertThat(serving(server)).isEqualTo("remb@7.1.0");
            assertThat(jars()).containsExactly("remb-7.0.0.jar", "remb-7.1.0.jar");

            HttpResponse<String> back = change(server, "POST", "/deployments/" + BUNDLE + "/rollback");
            assertThat(back.statusCode()).as(back.body()).isEqualTo(200);
            assertThat(MAPPER.readTree(back.body()).path("version").asText()).isEqualTo("7.0.0");
            awaitServing(server, "remb@7.0.0");

            HttpResponse<String> deleted = change(server, "DELETE", "/deployments/" + BUNDLE + "/7.0.0");
            assertThat(deleted.statusCode()).as(deleted.body()).isEqualTo(200);
            awaitServing(server, original);
            assertThat(jars()).isEmpty();
            assertThat(change(server, "DELETE", "/deployments/" + BUNDLE + "/7.0.0")
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    private static void refused(RunningServer server, String file, byte[] jar) throws IOException {
        HttpResponse<String> refusal = upload(server, file, jar);
        assertThat(refusal.statusCode()).as(refusal.body()).isEqualTo(422);
        JsonNode problem = MAPPER.readTree(refusal.body());
        assertThat(problem.path("reason").asText()).as(refusal.body()).isNotEmpty();
        assertThat(problem.path("detail").asText()).as(refusal.body()).hasSizeGreaterThan(20);
    }

    private static HttpResponse<String> upload(RunningServer server, String file, byte[] jar) {
        return server.send(HttpRequest.newBuilder(server.uri(PLUGINS))
                .header("content-type", "application/java-archive")
                .header("content-disposition", "attachment; filename=\"" + file + "\"")
                .POST(HttpRequest.BodyPublishers.ofByteArray(jar)));
    }

    private static HttpResponse<String> change(RunningServer server, String method, String path) {
        return server.send(
                HttpRequest.newBuilder(server.uri(PLUGINS + path)).method(method, HttpRequest.BodyPublishers.noBody()));
    }

    private static void awaitServing(RunningServer server, String label) {
        await(label).atMost(PATIENCE).untilAsserted(() -> assertThat(serving(server))
                .isEqualTo(label));
    }

    /** {@code name@version} of the controller that sessions get now. */
    private static String serving(RunningServer server) throws IOException {
        for (JsonNode plugin : MAPPER.readTree(server.get(PLUGINS).body())) {
            if (plugin.path("kind").asText().equals("congestion")
                    && plugin.path("state").asText().equals("serving")) {
                return plugin.path("name").asText() + "@"
                        + plugin.path("version").asText();
            }
        }
        return "nobody";
    }

    private List<String> jars() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("plugins"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    /** The distribution's plugin as a release to come would be. */
    private static byte[] version(String version) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarFile from = new JarFile(distributed().toFile())) {
            Manifest manifest = from.getManifest();
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            try (JarOutputStream to = new JarOutputStream(bytes, manifest)) {
                for (JarEntry entry : Collections.list(from.entries())) {
                    if (!entry.isDirectory() && !entry.getName().equals(JarFile.MANIFEST_NAME)) {
                        to.putNextEntry(new JarEntry(entry.getName()));
                        from.getInputStream(entry).transferTo(to);
                        to.closeEntry();
                    }
                }
            }
        }
        return bytes.toByteArray();
    }

    private static Path distributed() throws IOException {
        Path bundles = Path.of(requireNonNull(System.getProperty("antiphon.distribution")), "bundles");
        try (Stream<Path> files = Files.walk(bundles)) {
            return files.filter(file -> file.getFileName().toString().startsWith(BUNDLE + "-"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
