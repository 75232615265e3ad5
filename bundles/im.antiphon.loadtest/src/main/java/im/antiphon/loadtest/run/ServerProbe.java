// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.run;

import im.antiphon.loadtest.measure.PrometheusText;
import im.antiphon.loadtest.measure.ServerSample;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Looks at the server's metrics now and then, without waiting for them; and at its process, where that is on this machine. */
final class ServerProbe {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final long UNKNOWN = -1;

    private final HttpClient http;
    private final @Nullable HttpRequest request;
    private final long pid;
    private @Nullable CompletableFuture<HttpResponse<String>> asked;
    private double lastCpuSeconds = UNKNOWN;
    private long lastNanos;

    /** @param pid of the server, or 0 */
    ServerProbe(HttpClient http, @Nullable String metrics, @Nullable String bearerToken, long pid) {
        this.http = http;
        this.pid = pid;
        if (metrics == null) {
            request = null;
        } else {
            HttpRequest.Builder builder =
                    HttpRequest.newBuilder(URI.create(metrics)).timeout(TIMEOUT);
            if (bearerToken != null) {
                builder.header("Authorization", "Bearer " + bearerToken);
            }
            request = builder.build();
        }
    }

    /** What the last question brought, or null; asks the next one. */
    @Nullable
    ServerSample sample(long nowNanos) {
        CompletableFuture<HttpResponse<String>> before = asked;
        HttpRequest next = request;
        if (next == null) {
            return pid == 0 ? null : of(PrometheusText.parse(""), nowNanos);
        }
        if (before == null || before.isDone()) {
            asked = http.sendAsync(next, HttpResponse.BodyHandlers.ofString());
        }
        if (before == null || !before.isDone() || before.isCompletedExceptionally()) {
            return null;
        }
        HttpResponse<String> response = before.join();
        return response.statusCode() == 200 ? of(PrometheusText.parse(response.body()), nowNanos) : null;
    }

    private ServerSample of(PrometheusText text, long nowNanos) {
        double cpuSeconds = text.sum("process_cpu_seconds_total");
        double cpu = cpuSeconds < 0 || lastCpuSeconds < 0
                ? UNKNOWN
                : Math.max(0, (cpuSeconds - lastCpuSeconds) / ((nowNanos - lastNanos) / 1e9));
        lastCpuSeconds = cpuSeconds;
        lastNanos = nowNanos;
        return new ServerSample(
                text.sum("antiphon_sessions"),
                text.sum("antiphon_rooms"),
                residentBytes(),
                text.sum("jvm_heap_used_bytes"),
                text.sum("jvm_direct_used_bytes"),
                text.sum("process_open_fds"),
                text.sum("jvm_threads"),
                cpu,
                text.sum("jvm_gc_seconds_total"));
    }

    private double residentBytes() {
        if (pid == 0) {
            return UNKNOWN;
        }
        try {
            return Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1024)
                    .findFirst()
                    .orElse(UNKNOWN);
        } catch (IOException e) {
            return UNKNOWN;
        }
    }
}
