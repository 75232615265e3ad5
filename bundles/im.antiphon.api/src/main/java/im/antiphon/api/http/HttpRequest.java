// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body has been received.
 *
 * @param method upper case
 * @param path decoded, beginning with {@code /}; without query; no {@code .} or {@code ..} segments
 * @param query decoded, the last value of a name
 * @param headers by lower-case name
 * @param body at most as large as the transport allows (256 KiB by default)
 * @param remoteAddress the client's address, without port
 */
public record HttpRequest(
        String method,
        String path,
        Map<String, String> query,
        Map<String, List<String>> headers,
        byte[] body,
        String remoteAddress) {
    /** The first value of a header, or null. */
    public @Nullable String header(String name) {
        List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
        return values == null || values.isEmpty() ? null : values.get(0);
    }
}
