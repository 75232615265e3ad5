// SPDX-License-Identifier: Apache-2.0
package im.antiphon.auth.jwt;

import im.antiphon.api.breaker.Breakers;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys that their issuer publishes as a JSON Web Key Set (RFC 7517), asked for behind the breaker {@value #DOWNSTREAM}.
 *
 * <p>They are asked for again when they are old, and, at most once per {@code minimumIntervalNanos}, when a token names a
 * key that is not among them: that is how keys are rotated. While the issuer does not answer, the keys at hand go on
 * serving; an answer that is no key set changes nothing. At most one request is under way. Safe from any thread.
 */
final class JwksKeys implements KeySource {
    static final String DOWNSTREAM = "auth-jwks";

    private static final int LARGEST_BYTES = 256 * 1_024;
    private static final Logger LOG = LoggerFactory.getLogger(JwksKeys.class);

    /**
     * @param uri of the key set
     * @param timeout for each request
     * @param refreshNanos after which keys are old
     * @param minimumIntervalNanos between two requests
     */
    record Settings(URI uri, Duration timeout, long refreshNanos, long minimumIntervalNanos) {}

    private final Settings settings;
    private final HttpClient http;
    private final Breakers breakers;
    private final LongSupplier nanoTime;

    private volatile TrustedKeys keys = TrustedKeys.NONE;
    private volatile long refreshedAtNanos;
    private volatile boolean isLoaded;
    private @Nullable CompletableFuture<TrustedKeys> underWay; // guarded by this
    private long askedAtNanos; // guarded by this
    private boolean hasAsked; // guarded by this

    JwksKeys(Settings settings, HttpClient http, Breakers breakers, LongSupplier nanoTime) {
        this.settings = settings;
        this.http = http;
        this.breakers = breakers;
        this.nanoTime = nanoTime;
    }

    @Override
    public TrustedKeys current() {
        if (isLoaded && nanoTime.getAsLong() - refreshedAtNanos > settings.refreshNanos()) {
            refreshed(); // in the background: what is at hand serves meanwhile
        }
        return keys;
    }

    @Override
    public CompletionStage<TrustedKeys> refreshed() {
        CompletableFuture<TrustedKeys> asked;
        synchronized (this) {
            if (underWay != null) {
                return underWay.minimalCompletionStage();
            }
            long now = nanoTime.getAsLong();
            if (hasAsked && now - askedAtNanos < settings.minimumIntervalNanos()) {
                return CompletableFuture.completedStage(keys);
            }
            hasAsked = true;
            askedAtNanos = now;
            asked = new CompletableFuture<>();
            underWay = asked;
        }
        breakers.callAsync(DOWNSTREAM, this::fetch, () -> CompletableFuture.completedStage(keys))
                .whenComplete((fetched, failure) -> arrived(asked, fetched, failure));
        return asked.minimalCompletionStage();
    }

    private void arrived(
            CompletableFuture<TrustedKeys> asked, @Nullable TrustedKeys fetched, @Nullable Throwable failure) {
        if (fetched != null && fetched != keys) {
            keys = fetched;
            refreshedAtNanos = nanoTime.getAsLong();
            isLoaded = true;
        } else if (failure != null) {
            LOG.warn("keys of {}: {}", settings.uri(), failure.getMessage());
        }
        synchronized (this) {
            underWay = null;
        }
        asked.complete(keys);
    }

    private CompletionStage<TrustedKeys> fetch() {
        HttpRequest request = HttpRequest.newBuilder(settings.uri())
                .timeout(settings.timeout())
                .header("accept", "application/jwk-set+json, application/json")
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
                .thenApply(JwksKeys::read);
    }

    private static TrustedKeys read(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw new IOException("status " + response.statusCode());
            }
            byte[] bytes = body.readNBytes(LARGEST_BYTES + 1);
            if (bytes.length > LARGEST_BYTES) {
                throw new IOException("more than " + LARGEST_BYTES + " bytes");
            }
            return new TrustedKeys(new JsonWebKeySet(new String(bytes, StandardCharsets.UTF_8)).getJsonWebKeys());
        } catch (IOException | JoseException fault) {
            throw new CompletionException(fault);
        }
    }
}
