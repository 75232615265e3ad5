// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A server that takes calls, on ports of its own and in a home of its own. Closing it sends SIGTERM, and fails where it
 * does not end well in time or has logged a stack trace.
 */
public final class RunningServer implements AutoCloseable {
    private static final Duration START_PATIENCE = Duration.ofSeconds(180);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(60);
    private static final Pattern HTTP = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/");
    private static final Pattern HTTPS = Pattern.compile("https://127\\.0\\.0\\.1:(\\d+)/");
    private static final Pattern STACK_FRAME =
            Pattern.compile("\\bat [\\w.$/]+\\([\\w.]+\\.java:\\d+\\)|\"throwable\":\\{");

    private final Path home;
    private final ServerProcess process;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String screen;
    private final int httpPort;
    private final int httpsPort;

    private RunningServer(Path home, ServerProcess process, String screen) {
        this.home = home;
        this.process = process;
        this.screen = screen;
        this.httpPort = port(HTTP, screen);
        this.httpsPort = port(HTTPS, screen);
    }

    /** Starts one and waits until it says of itself that it is ready. */
    public static RunningServer start(Path home) throws IOException, InterruptedException {
        return start(home, ServerProcess.JAVA_OPTIONS);
    }

    /** As {@link #start(Path)}, with a heap of another size for instance. */
    static RunningServer start(Path home, String javaOptions) throws IOException, InterruptedException {
        ServerProcess process =
                new ServerProcess(List.of("--http", "0", "--https", "0", "--home", home.toString()), javaOptions);
        try {
            RunningServer server = new RunningServer(home, process, process.awaitStart(START_PATIENCE));
            await("/health/ready").atMost(START_PATIENCE).untilAsserted(() -> assertThat(
                            server.get("/health/ready").statusCode())
                    .describedAs(process.output())
                    .isEqualTo(200));
            return server;
        } catch (InterruptedException | RuntimeException | Error e) {
            process.kill();
            throw e;
        }
    }

    private static int port(Pattern pattern, String screen) {
        Matcher matcher = pattern.matcher(screen);
        if (!matcher.find()) {
            throw new AssertionError("the screen does not tell " + pattern + ":\n" + screen);
        }
        return Integer.parseInt(matcher.group(1));
    }

    /** What it printed when it was ready. */
    public String screen() {
        return screen;
    }

    long pid() {
        return process.pid();
    }

    int httpPort() {
        return httpPort;
    }

    /** HTTPS over TCP. */
    int httpsPort() {
        return httpsPort;
    }

    /** All media: the number of the HTTPS port. */
    InetSocketAddress mediaAddress() {
        return new InetSocketAddress("127.0.0.1", httpsPort);
    }

    /** Of plain HTTP. */
    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + httpPort + path);
    }

    public HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(process.output(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** What {@code /metrics} tells now. */
    public Metrics metrics() {
        HttpResponse<String> reply = get("/metrics");
        assertThat(reply.statusCode()).isEqualTo(200);
        return Metrics.parse(reply.body());
    }

    /** All that it has printed and written to its log. */
    public String log() {
        try (Stream<Path> files = Files.list(home.resolve("log"))) {
            return process.output() + files.map(RunningServer::read).collect(Collectors.joining());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of the log that belong to a stack trace. */
    List<String> stackTraces() {
        return log().lines().filter(line -> STACK_FRAME.matcher(line).find()).toList();
    }

    /** Ends it at once, as {@code kill -9} does; it has no time for anything. */
    void kill() {
        process.kill();
    }

    @Override
    public void close() throws InterruptedException {
        try {
            process.terminate();
            assertThat(process.awaitExit(STOP_PATIENCE))
                    .describedAs("exit status after SIGTERM:\n%s", process.output())
                    .isZero();
            assertThat(stackTraces()).describedAs("stack traces in the log").isEmpty();
        } finally {
            process.kill();
        }
    }
}
