// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.auth;

import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Bearer tokens over HTTP (RFC 6750): where they are in a request, and how a client without a good one is answered. */
public final class BearerScheme {
    private static final String PREFIX = "bearer ";

    private BearerScheme() {}

    /** What a request shows. */
    public static Credentials credentials(HttpRequest request) {
        return new Credentials(token(request.header("authorization")), request.remoteAddress(), request.query());
    }

    /** The token of an {@code Authorization} field, or null where it has none. */
    public static @Nullable String token(@Nullable String authorization) {
        if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(PREFIX)) {
            return null;
        }
        String token = authorization.substring(PREFIX.length()).trim();
        return token.isEmpty() ? null : token;
    }

    /** The answer to a client that is not let in (RFC 6750, section 3). */
    public static HttpReply refusal(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!(cause instanceof AuthenticationException refusal)) {
            return HttpReply.problem(500, "Internal Server Error", "the client could not be authenticated");
        }
        String detail = String.valueOf(refusal.getMessage());
        return switch (refusal.reason()) {
            case MISSING -> unauthorized(detail, "Bearer");
            case MALFORMED -> HttpReply.problem(400, "Bad Request", detail)
                    .with("www-authenticate", "Bearer error=\"invalid_request\"");
            case INVALID, EXPIRED, REVOKED -> unauthorized(detail, "Bearer error=\"invalid_token\"");
            case LIMITED -> HttpReply.problem(429, "Too Many Requests", detail).with("retry-after", "1");
            case UNAVAILABLE -> HttpReply.problem(503, "Service Unavailable", detail)
                    .with("retry-after", "1");
        };
    }

    /** The answer to a client whose identity may not do what it asks. */
    public static HttpReply insufficient(String detail) {
        return HttpReply.problem(403, "Forbidden", detail)
                .with("www-authenticate", "Bearer error=\"insufficient_scope\"");
    }

    private static HttpReply unauthorized(String detail, String challenge) {
        return HttpReply.problem(401, "Unauthorized", detail).with("www-authenticate", challenge);
    }
}
