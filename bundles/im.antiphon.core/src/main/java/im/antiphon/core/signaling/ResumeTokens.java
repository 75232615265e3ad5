// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * By which token a client may come back to its session. Each return gives it a new one; the one before counts until the
 * client has been heard since, because a connection can break before the new one has arrived. Pure; its owner sees to
 * threads.
 *
 * <p>A token is {@code <secret>.<session id>}, so that a session is found without a directory of tokens.
 */
final class ResumeTokens {
    private final String sessionId;
    private String current;
    private @Nullable String previous;

    ResumeTokens(String sessionId, String secret) {
        this.sessionId = sessionId;
        this.current = secret;
    }

    /** Whose session a token is for, if it is one; whatever it says is to be checked with {@link #accepts}. */
    static String sessionOf(String token) {
        return token.substring(token.indexOf('.') + 1);
    }

    /** The token to be given to the client. */
    String token() {
        return current + '.' + sessionId;
    }

    boolean accepts(String token) {
        int dot = token.indexOf('.');
        if (dot < 0 || !token.substring(dot + 1).equals(sessionId)) {
            return false;
        }
        String secret = token.substring(0, dot);
        String before = previous;
        return areEqual(secret, current) | (before != null && areEqual(secret, before));
    }

    /** The client has come back: from now on the next token counts beside the one it has come with. */
    void next(String token, String secret) {
        previous = token.substring(0, token.indexOf('.'));
        current = secret;
    }

    /** The client has been heard on its new connection, so it has the new token: the one before is void. */
    void confirmed() {
        previous = null;
    }

    /** Takes as long wherever they differ. */
    private static boolean areEqual(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
