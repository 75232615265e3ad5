// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a resource answers with.
 *
 * @param status of RFC 9110
 * @param headers written as given; length and date are the transport's
 * @param body not to be changed afterwards
 */
public record HttpReply(int status, Map<String, String> headers, byte[] body) {
    public static HttpReply of(int status) {
        return new HttpReply(status, Map.of(), new byte[0]);
    }

    public static HttpReply text(int status, String contentType, String body) {
        return new HttpReply(status, Map.of("content-type", contentType), body.getBytes(StandardCharsets.UTF_8));
    }

    /** A problem document (RFC 9457). */
    public static HttpReply problem(int status, String title, String detail) {
        return text(
                status,
                "application/problem+json",
                "{\"status\":" + status + ",\"title\":" + quote(title) + ",\"detail\":" + quote(detail) + "}");
    }

    /** The same reply with one more header. */
    public HttpReply with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new HttpReply(status, more, body);
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < 0x20) {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
