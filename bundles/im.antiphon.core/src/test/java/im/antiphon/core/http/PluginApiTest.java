// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import im.antiphon.api.auth.Grants;
import im.antiphon.api.auth.Identity;
import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import im.antiphon.api.http.Upload;
import im.antiphon.api.http.UploadSink;
import im.antiphon.api.plugin.PluginDeployer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PluginApiTest {
    private static final String JAR = "application/java-archive";

    private final FakeOperations node = new FakeOperations();
    private final OperatorTasks tasks = new OperatorTasks();
    private @Nullable PluginDeployer deployer = node;
    private CompletionStage<Identity> admitted =
            CompletableFuture.completedFuture(Identity.claimed("ops", "desk", Grants.ALL));
    private final PluginApi api =
            new PluginApi(new PluginApi.Services(node, node, () -> deployer, credentials -> admitted), tasks, 1_000);

    @AfterEach
    void stop() {
        tasks.close();
    }

    @ParameterizedTest
    @CsvSource({
        "'', Plugin",
        "/swaps, Swap",
        "/events, PluginEvent",
        "/deployments, Deployment",
        "/deployments/history, DeploymentEvent",
    })
    void whatIsThereIsShownAsDescribed(String path, String schema) throws Exception {
        JsonNode shown = ok(send("GET", path, ""));
        assertThat(shown).hasSize(1);
        assertThat(Described.mistakes(schema, shown.get(0))).isEmpty();
    }

    @Test
    void aPluginShowsHowItCame() throws Exception {
        JsonNode plugin = ok(send("GET", "", "")).get(0);
        assertThat(plugin.at("/deployment/file").textValue()).isEqualTo("gcc.jar");
        deployer = null;
        assertThat(ok(send("GET", "", "")).get(0).get("deployment").isNull()).isTrue();
    }

    @Test
    void aJarThatIsPostedIsInstalled() throws Exception {
        HttpReply reply = upload(post(Map.of("file", "gcc-1.2.0.jar"), Map.of("content-type", JAR)), "the jar");
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.headers()).containsEntry("location", "/api/v1/plugins/deployments/org.example.gcc/1.2.0");
        assertThat(Described.mistakes("Deployment", Described.read(reply.body())))
                .isEmpty();
        assertThat(node.asked).containsExactly("install gcc-1.2.0.jar of 7");
        assertThat(node.threadOfChange.get()).isEqualTo("antiphon-operator");
    }

    @ParameterizedTest
    @CsvSource({
        "attachment; filename=\"a b.jar\", a b.jar",
        "attachment; filename=a.jar, a.jar",
        "attachment; FileName=a.jar; size=3, a.jar",
    })
    void theNameMayComeWithTheContent(String disposition, String name) {
        upload(post(Map.of(), Map.of("content-disposition", disposition)), "the jar");
        assertThat(node.asked).containsExactly("install " + name + " of 7");
    }

    @Test
    void aPluginThatIsRefusedIsAProblemWithItsReason() throws Exception {
        HttpReply reply = upload(post(Map.of("file", "gcc.jar"), Map.of()), "bad jar");
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.headers()).containsEntry("content-type", "application/problem+json");
        JsonNode problem = Described.read(reply.body());
        assertThat(Described.mistakes("Problem", problem)).isEmpty();
        assertThat(problem.get("reason").textValue()).isEqualTo("core-package");
        assertThat(problem.get("detail").textValue()).contains("leave that out");
    }

    @Test
    void anEmptyUploadIsNoPlugin() {
        Upload upload = api.upload(post(Map.of("file", "gcc.jar"), Map.of()));
        assertThat(upload).isNotNull();
        assertThat(join(sink(upload).onEnd()).status()).isEqualTo(400);
        assertThat(node.asked).isEmpty();
    }

    @Test
    void uploadsLeaveNothingBehindHoweverTheyEnd() throws Exception {
        List<Path> before = uploads();
        upload(post(Map.of("file", "gcc.jar"), Map.of()), "the jar");
        Upload aborted = api.upload(post(Map.of("file", "gcc.jar"), Map.of()));
        assertThat(aborted).isNotNull();
        assertThat(join(sink(aborted).onPiece(new byte[] {1, 2, 3}))).isNull();
        assertThat(uploads()).hasSize(before.size() + 1);
        sink(aborted).onAborted("closed");
        tasks.close();
        assertThat(uploads()).isEqualTo(before);
        assertThat(node.asked).containsExactly("install gcc.jar of 7");
    }

    @Test
    void moreRequestsThanMayBeUnderWayAreRefused() {
        List<UploadSink> sinks = new ArrayList<>();
        for (int i = 0; i < OperatorTasks.MAXIMUM; i++) {
            Upload upload = api.upload(post(Map.of("file", "gcc.jar"), Map.of()));
            assertThat(upload).isNotNull();
            sinks.add(sink(upload));
        }
        assertThat(refusal(post(Map.of("file", "gcc.jar"), Map.of())).status()).isEqualTo(503);
        assertThat(send("PUT", "/congestion/gcc/quarantine", "").status()).isEqualTo(503);
        assertThat(join(sinks.get(0).onEnd()).status()).isEqualTo(400);
        assertThat(send("PUT", "/congestion/gcc/quarantine", "").status()).isEqualTo(204);
    }

    @Test
    void anUploadThatCannotBeTakenIsRefusedBeforeItIsSent() {
        assertThat(refusal(post(Map.of(), Map.of())).status()).isEqualTo(400);
        assertThat(refusal(post(Map.of("file", "a.jar"), Map.of("content-type", "text/plain")))
                        .status())
                .isEqualTo(415);
        assertThat(refusal(post(Map.of("file", "a.jar"), Map.of("origin", "https://evil.example")))
                        .status())
                .isEqualTo(403);
        deployer = null;
        assertThat(refusal(post(Map.of("file", "a.jar"), Map.of())).status()).isEqualTo(503);
    }

    @Test
    void aDeploymentIsRemovedAndRolledBack() throws Exception {
        JsonNode removed = ok(send("DELETE", "/deployments/org.example.gcc/1.2.0", ""));
        assertThat(Described.mistakes("Deployment", removed)).isEmpty();
        ok(send("POST", "/deployments/org.example.gcc/rollback", ""));
        assertThat(node.asked).containsExactly("remove gcc.jar", "roll back org.example.gcc");
        assertThat(node.threadOfChange.get()).isEqualTo("antiphon-operator");
        assertThat(send("DELETE", "/deployments/org.example.gcc/1.3.0", "").status())
                .isEqualTo(404);
        assertThat(send("POST", "/deployments/org.example.other/rollback", "").status())
                .isEqualTo(409);
    }

    @Test
    void quarantineIsPutAndDeleted() throws Exception {
        assertThat(send("PUT", "/congestion/gcc/quarantine", "{\"reason\":\"odd figures\"}")
                        .status())
                .isEqualTo(204);
        assertThat(send("PUT", "/congestion/gcc/quarantine", "").status()).isEqualTo(204);
        assertThat(ok(send("GET", "", "")).get(0).get("state").textValue()).isEqualTo("quarantined");
        assertThat(send("DELETE", "/congestion/gcc/quarantine", "").status()).isEqualTo(204);
        assertThat(send("DELETE", "/congestion/gcc/quarantine", "").status()).isEqualTo(204);
        assertThat(send("PUT", "/congestion/other/quarantine", "").status()).isEqualTo(404);
        assertThat(send("DELETE", "/congestion/other/quarantine", "").status()).isEqualTo(404);
        assertThat(node.asked.get(0)).isEqualTo("quarantine gcc: odd figures");
    }

    @Test
    void aPluginIsChosenForAllOrForOneTenant() throws Exception {
        JsonNode choices = ok(send("POST", "/congestion/serving", "{\"plugin\":\"gcc\"}"));
        assertThat(Described.mistakes("Choice", choices.get(0))).isEmpty();
        assertThat(ok(send("POST", "/congestion/serving", "{\"plugin\":\"gcc\",\"tenant\":\"acme\"}")))
                .hasSize(2);
        assertThat(ok(send("GET", "/choices", ""))).hasSize(2);
        assertThat(node.asked).containsExactly("choose gcc for default", "choose gcc for acme");
        assertThat(send("POST", "/congestion/serving", "{\"plugin\":\"other\"}").status())
                .isEqualTo(422);
        assertThat(send("POST", "/congestion/serving", "[]").status()).isEqualTo(400);
        assertThat(send("POST", "/congestion/serving", "{\"plugin\":1}").status())
                .isEqualTo(400);
    }

    @ParameterizedTest(name = "{0} {1} → {2}")
    @CsvSource({
        "GET, /nothing, 404",
        "GET, /deployments/a, 404",
        "GET, /deployments/a/b, 405",
        "GET, /deployments/a/rollback, 405",
        "GET, /codecs/serving, 404",
        "GET, /codec/serving, 405",
        "GET, /codec/opus/quarantine, 405",
        "GET, /codec/opus, 404",
        "GET, /codec/opus/quarantine/more, 404",
        "DELETE, '', 405",
        "POST, /swaps, 405",
        "POST, /codec/opus/nothing, 404",
    })
    void whatIsNotThereIsAnswered(String method, String path, int status) {
        assertThat(send(method, path, "").status()).isEqualTo(status);
        assertThat(node.asked).isEmpty();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "DELETE, /deployments/org.example.gcc/1.2.0",
        "POST, /deployments/org.example.gcc/rollback",
        "PUT, /congestion/gcc/quarantine",
        "DELETE, /congestion/gcc/quarantine",
        "POST, /congestion/serving",
    })
    void nothingIsChangedForAPageFromElsewhere(String method, String path) {
        HttpReply reply = join(
                api.handle(request(method, path, "{\"plugin\":\"gcc\"}", Map.of("origin", "https://evil.example"))));
        assertThat(reply.status()).isEqualTo(403);
        assertThat(node.asked).isEmpty();
    }

    @Test
    void whoIsNoAdministratorSeesAndChangesNothing() {
        admitted = CompletableFuture.completedFuture(Identity.claimed("ada", "laptop", Grants.MEDIA));
        assertThat(send("GET", "", "").status()).isEqualTo(403);
        assertThat(send("PUT", "/congestion/gcc/quarantine", "").status()).isEqualTo(403);
        Upload upload = api.upload(post(Map.of("file", "gcc.jar"), Map.of()));
        assertThat(upload).isNotNull();
        HttpReply refused = join(sink(upload).onPiece(new byte[] {1}));
        assertThat(refused).isNotNull();
        assertThat(refused.status()).isEqualTo(403);
        assertThat(node.asked).isEmpty();
    }

    @Test
    void anUploadWaitsUntilItIsClearWhoseItIs() {
        CompletableFuture<Identity> later = new CompletableFuture<>();
        admitted = later;
        Upload upload = api.upload(post(Map.of("file", "gcc.jar"), Map.of("authorization", "Bearer x")));
        assertThat(upload).isNotNull();
        CompletionStage<@Nullable HttpReply> piece = sink(upload).onPiece(new byte[] {1});
        assertThat(piece.toCompletableFuture()).isNotDone();
        later.complete(Identity.claimed("ops", "desk", Grants.ALL));
        assertThat(join(piece)).isNull();
        assertThat(join(sink(upload).onEnd()).status()).isEqualTo(201);
    }

    private HttpReply send(String method, String path, String body) {
        return join(api.handle(request(method, path, body, Map.of("content-type", "application/json"))));
    }

    private HttpReply upload(HttpRequest head, String content) {
        Upload upload = api.upload(head);
        assertThat(upload).isNotNull();
        for (byte piece : content.getBytes(StandardCharsets.UTF_8)) {
            assertThat(join(sink(upload).onPiece(new byte[] {piece}))).isNull();
        }
        return join(sink(upload).onEnd());
    }

    private HttpReply refusal(HttpRequest head) {
        Upload upload = api.upload(head);
        assertThat(upload).isNotNull();
        HttpReply refusal = upload.refusal();
        assertThat(refusal).isNotNull();
        return refusal;
    }

    private static UploadSink sink(Upload upload) {
        UploadSink sink = upload.sink();
        assertThat(sink).isNotNull();
        return sink;
    }

    private static HttpRequest post(Map<String, String> query, Map<String, String> headers) {
        HttpRequest request = request("POST", "", "", headers);
        return new HttpRequest("POST", PluginApi.PATH, query, request.headers(), new byte[0], "127.0.0.1");
    }

    private static HttpRequest request(String method, String path, String body, Map<String, String> headers) {
        Map<String, List<String>> all = new HashMap<>();
        all.put("host", List.of("localhost:8080"));
        headers.forEach((name, value) -> all.put(name, List.of(value)));
        return new HttpRequest(
                method, PluginApi.PATH + path, Map.of(), all, body.getBytes(StandardCharsets.UTF_8), "127.0.0.1");
    }

    private static JsonNode ok(HttpReply reply) throws Exception {
        assertThat(reply.status()).isEqualTo(200);
        return Described.read(reply.body());
    }

    private static <T extends @Nullable Object> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    private static List<Path> uploads() throws Exception {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("antiphon-upload"))
                    .sorted()
                    .toList();
        }
    }
}
