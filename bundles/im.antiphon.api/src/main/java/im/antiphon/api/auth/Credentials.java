// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.auth;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client shows of itself when it connects.
 *
 * @param bearerToken RFC 6750; null where it has shown none
 * @param remoteAddress the client's address, without port
 * @param query of the request, decoded
 */
public record Credentials(@Nullable String bearerToken, String remoteAddress, Map<String, String> query) {
    /** In the query: who the client claims to be; believed only where no authenticator is there. */
    public static final String USER = "user";

    /** In the query: what the client calls its device. */
    public static final String DEVICE = "device";

    public Credentials {
        query = Map.copyOf(query);
    }

    /** Without the token: what is printed may be logged. */
    @Override
    public String toString() {
        return "Credentials[bearerToken=" + (bearerToken == null ? "none" : "present") + ", remoteAddress="
                + remoteAddress + ", query=" + query.keySet() + "]";
    }
}
