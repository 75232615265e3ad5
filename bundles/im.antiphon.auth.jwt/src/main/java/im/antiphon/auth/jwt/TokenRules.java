// SPDX-License-Identifier: Apache-2.0
package im.antiphon.auth.jwt;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a token must say to be taken.
 *
 * @param algorithms by the names of RFC 7518 and RFC 8037; {@code none} is never among them
 * @param issuer the {@code iss} it must have; null where any will do
 * @param audience one of these must be in its {@code aud}; empty where it need not have one, and then it may not name another
 * @param clockSkewSeconds how far clocks may differ
 * @param maximumValiditySeconds how far ahead {@code exp} may be
 */
public record TokenRules(
        Set<String> algorithms,
        @Nullable String issuer,
        List<String> audience,
        int clockSkewSeconds,
        int maximumValiditySeconds) {
    /** All that are known here. */
    public static final Set<String> KNOWN_ALGORITHMS = Set.of("HS256", "RS256", "ES256", "EdDSA");

    public TokenRules {
        algorithms = Set.copyOf(algorithms);
        audience = List.copyOf(audience);
        if (algorithms.isEmpty() || !KNOWN_ALGORITHMS.containsAll(algorithms)) {
            throw new IllegalArgumentException(
                    "algorithms: " + algorithms + " (expected: some of " + KNOWN_ALGORITHMS + ")");
        }
        if (clockSkewSeconds < 0 || clockSkewSeconds > 600) {
            throw new IllegalArgumentException("clockSkewSeconds: " + clockSkewSeconds + " (expected: 0..600)");
        }
        if (maximumValiditySeconds < 1) {
            throw new IllegalArgumentException(
                    "maximumValiditySeconds: " + maximumValiditySeconds + " (expected: >= 1)");
        }
    }
}
