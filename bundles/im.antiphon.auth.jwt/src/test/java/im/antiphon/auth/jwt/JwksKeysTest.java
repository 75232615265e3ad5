// SPDX-License-Identifier: Apache-2.0
package im.antiphon.auth.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import im.antiphon.api.breaker.BreakerInfo;
import im.antiphon.api.breaker.Breakers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jose4j.jwk.JsonWebKeySet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real HTTP server, whose answers change. */
class JwksKeysTest {
    private static final long REFRESH_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger requests = new AtomicInteger();
    private final SwitchedBreakers breakers = new SwitchedBreakers();
    private final Issuer first = Issuer.of("ES256", "first");
    private final Issuer second = Issuer.of("ES256", "second");
    private volatile CountDownLatch mayAnswer = new CountDownLatch(0);
    private volatile int status = 200;
    private volatile String body = new JsonWebKeySet(first.trusted()).toJson();
    private HttpServer server;
    private JwksKeys keys;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/keys", exchange -> {
            requests.incrementAndGet();
            await(mayAnswer);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        keys = new JwksKeys(
                new JwksKeys.Settings(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys"),
                        Duration.ofSeconds(60),
                        REFRESH_NANOS,
                        INTERVAL_NANOS),
                HttpClient.newHttpClient(),
                breakers,
                nanos::get);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new IOException("the test never let the server answer");
            }
        } catch (InterruptedException interruption) {
            throw new IOException(interruption);
        }
    }

    private List<@Nullable String> refreshed() {
        return ids(keys.refreshed().toCompletableFuture().join());
    }

    private static List<@Nullable String> ids(TrustedKeys trusted) {
        return trusted.keys().stream()
                .map(key -> (@Nullable String) key.getKeyId())
                .toList();
    }

    @Test
    void anUnknownKeyMakesItAskAgainButNotMoreOftenThanAllowed() {
        assertThat(keys.current().keys()).isEmpty();
        assertThat(refreshed()).containsExactly("first");

        body = new JsonWebKeySet(first.trusted(), second.trusted()).toJson();
        assertThat(refreshed()).describedAs("too soon").containsExactly("first");
        assertThat(requests).hasValue(1);

        nanos.addAndGet(INTERVAL_NANOS);
        assertThat(refreshed()).containsExactly("first", "second");
        assertThat(requests).hasValue(2);
    }

    @Test
    void keysThatAreTakenBackNoLongerServe() {
        refreshed();
        body = new JsonWebKeySet(second.trusted()).toJson();
        nanos.addAndGet(INTERVAL_NANOS);
        assertThat(refreshed()).containsExactly("second");
    }

    @Test
    void whileTheIssuerIsAwayOrTalksNonsenseTheKeysAtHandServe() {
        refreshed();
        for (String nonsense : List.of("", "{", "[]", "{\"keys\":7}", "x".repeat(300_000))) {
            body = nonsense;
            nanos.addAndGet(INTERVAL_NANOS);
            assertThat(refreshed()).describedAs(nonsense).containsExactly("first");
        }
        status = 500;
        nanos.addAndGet(INTERVAL_NANOS);
        assertThat(refreshed()).containsExactly("first");
        server.stop(0);
        nanos.addAndGet(INTERVAL_NANOS);
        assertThat(refreshed()).containsExactly("first");
        assertThat(breakers.failures).as("the breaker hears of each").hasValue(7);
    }

    @Test
    void oldKeysServeWhileNewOnesAreFetched() {
        refreshed();
        body = new JsonWebKeySet(second.trusted()).toJson();
        mayAnswer = new CountDownLatch(1);
        nanos.addAndGet(REFRESH_NANOS + 1);
        assertThat(ids(keys.current())).containsExactly("first");
        CompletableFuture<TrustedKeys> sameRequest = keys.refreshed().toCompletableFuture();
        assertThat(sameRequest).isNotDone();
        mayAnswer.countDown();
        assertThat(ids(sameRequest.join())).containsExactly("second");
        assertThat(requests).hasValue(2);
    }

    @Test
    void behindAnOpenBreakerNobodyIsAsked() {
        refreshed();
        breakers.open = true;
        nanos.addAndGet(INTERVAL_NANOS);
        assertThat(refreshed()).containsExactly("first");
        assertThat(requests).hasValue(1);
    }

    /** Open when the test says so. */
    private static final class SwitchedBreakers implements Breakers {
        private final AtomicInteger failures = new AtomicInteger();
        private volatile boolean open;

        @Override
        public <T extends @Nullable Object> T call(
                String downstream, Callable<? extends T> call, Callable<? extends T> fallback) throws Exception {
            return open ? fallback.call() : call.call();
        }

        @Override
        public <T extends @Nullable Object> CompletionStage<T> callAsync(
                String downstream,
                Supplier<? extends CompletionStage<T>> call,
                Supplier<? extends CompletionStage<T>> fallback) {
            return open
                    ? fallback.get()
                    : call.get().whenComplete((result, failure) -> failures.addAndGet(failure == null ? 0 : 1));
        }

        @Override
        public List<BreakerInfo> breakers() {
            return List.of();
        }
    }
}
