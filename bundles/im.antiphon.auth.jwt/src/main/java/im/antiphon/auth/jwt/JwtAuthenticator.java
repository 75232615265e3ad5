// SPDX-License-Identifier: Apache-2.0
package im.antiphon.auth.jwt;

import im.antiphon.api.auth.AuthenticationException;
import im.antiphon.api.auth.AuthenticationException.Reason;
import im.antiphon.api.auth.Authenticator;
import im.antiphon.api.auth.Credentials;
import im.antiphon.api.auth.Identity;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jose4j.jwk.JsonWebKey;

/**
 * Believes tokens that a trusted key has signed (RFC 7519, RFC 8725). A token whose key is at hand is answered at once, at
 * the cost of one signature; one that names an unknown key waits for the keys to be asked for again. Safe from any thread.
 */
public class JwtAuthenticator implements Authenticator {
    private final TokenReader reader;
    private final KeySource keys;
    private final Supplier<String> randomDevice;

    JwtAuthenticator(TokenReader reader, KeySource keys, Supplier<String> randomDevice) {
        this.reader = reader;
        this.keys = keys;
        this.randomDevice = randomDevice;
    }

    @Override
    public final CompletionStage<Identity> authenticate(Credentials credentials) {
        String token = credentials.bearerToken();
        if (token == null) {
            return CompletableFuture.failedStage(
                    new AuthenticationException(Reason.MISSING, "a bearer token is needed"));
        }
        try {
            TokenReader.Header header = reader.header(token);
            List<JsonWebKey> candidates = candidates(header, keys.current());
            if (!candidates.isEmpty()) {
                return CompletableFuture.completedStage(identity(token, header, candidates, credentials));
            }
            return keys.refreshed()
                    .thenApply(refreshed -> identity(token, header, candidates(header, refreshed), credentials));
        } catch (AuthenticationException refusal) {
            return CompletableFuture.failedStage(refusal);
        }
    }

    private static List<JsonWebKey> candidates(TokenReader.Header header, TrustedKeys trusted) {
        return trusted.candidates(header.algorithm(), header.keyId());
    }

    private Identity identity(
            String token, TokenReader.Header header, List<JsonWebKey> candidates, Credentials credentials) {
        return IdentityClaims.identity(
                reader.claims(token, header, candidates), credentials.query().get(Credentials.DEVICE), randomDevice);
    }
}
