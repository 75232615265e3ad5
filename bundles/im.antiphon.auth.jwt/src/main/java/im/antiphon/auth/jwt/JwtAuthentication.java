// SPDX-License-Identifier: Apache-2.0
package im.antiphon.auth.jwt;

import im.antiphon.api.breaker.Breakers;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an authenticator is made of.
 *
 * @param rules what a token must say
 * @param keyFiles keys at hand, see {@link KeyFiles}
 * @param keySet where the issuer publishes its keys; null where it does not
 */
public record JwtAuthentication(TokenRules rules, List<Path> keyFiles, @Nullable KeySet keySet) {
    /**
     * An issuer's published keys.
     *
     * @param uri {@code https:}, or {@code http:} on this machine
     * @param refresh after how long keys are old
     * @param minimumInterval between two requests
     */
    public record KeySet(URI uri, Duration timeout, Duration refresh, Duration minimumInterval) {
        public KeySet {
            boolean isHere = uri.getHost() != null
                    && List.of("127.0.0.1", "[::1]", "localhost").contains(uri.getHost());
            if (!"https".equals(uri.getScheme()) && !("http".equals(uri.getScheme()) && isHere)) {
                throw new IllegalArgumentException("jwks: " + uri + " (expected: https://…)");
            }
        }
    }

    /**
     * What of the world outside an authenticator touches.
     *
     * @param epochMillis the wall clock
     * @param nanoTime a monotonic clock
     * @param randomDevice a name for a device that has none
     */
    public record Surroundings(
            Breakers breakers, LongSupplier epochMillis, LongSupplier nanoTime, Supplier<String> randomDevice) {}

    public JwtAuthentication {
        keyFiles = List.copyOf(keyFiles);
        if (keyFiles.isEmpty() && keySet == null) {
            throw new IllegalArgumentException("keys, jwks: both empty (expected: some key to trust)");
        }
    }

    /** @throws IllegalArgumentException where a file with keys cannot be read */
    public JwtAuthenticator open(Surroundings surroundings) {
        TrustedKeys files = KeyFiles.read(keyFiles);
        TokenReader reader = new TokenReader(rules, surroundings.epochMillis());
        return new JwtAuthenticator(reader, source(files, surroundings), surroundings.randomDevice());
    }

    private KeySource source(TrustedKeys files, Surroundings surroundings) {
        if (keySet == null) {
            return new FixedKeys(files);
        }
        HttpClient http =
                HttpClient.newBuilder().connectTimeout(keySet.timeout()).build();
        JwksKeys published = new JwksKeys(
                new JwksKeys.Settings(
                        keySet.uri(),
                        keySet.timeout(),
                        keySet.refresh().toNanos(),
                        keySet.minimumInterval().toNanos()),
                http,
                surroundings.breakers(),
                surroundings.nanoTime());
        published.refreshed(); // so that the first client need not wait for it
        return new BothKeys(files, published);
    }

    private record FixedKeys(TrustedKeys current) implements KeySource {
        @Override
        public CompletionStage<TrustedKeys> refreshed() {
            return CompletableFuture.completedStage(current);
        }
    }

    private record BothKeys(TrustedKeys files, JwksKeys published) implements KeySource {
        @Override
        public TrustedKeys current() {
            return files.and(published.current());
        }

        @Override
        public CompletionStage<TrustedKeys> refreshed() {
            return published.refreshed().thenApply(files::and);
        }
    }
}
