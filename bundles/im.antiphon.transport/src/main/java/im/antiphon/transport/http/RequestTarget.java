// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The target of a request (RFC 9112, section 3.2), in the one form resources see. Refused instead of repaired, because two
 * readers could understand it differently: dot segments, empty segments, encoded slashes, backslashes, control characters,
 * bad percent-encoding.
 *
 * @param path decoded, beginning with {@code /}
 * @param query decoded; the last value of a name
 */
record RequestTarget(String path, Map<String, String> query) {
    private static final int MOST_PARAMETERS = 256;

    /** The target, or null where it is refused. */
    static @Nullable RequestTarget parse(String target) {
        String origin = originForm(target);
        if (origin == null) {
            return null;
        }
        int question = origin.indexOf('?');
        String path = path(question < 0 ? origin : origin.substring(0, question));
        Map<String, String> query = query(question < 0 ? "" : origin.substring(question + 1));
        return path == null || query == null ? null : new RequestTarget(path, query);
    }

    /** A server must also take the absolute form (section 3.2.2). */
    private static @Nullable String originForm(String target) {
        if (target.startsWith("/")) {
            return target;
        }
        int authority = target.startsWith("http://") ? 7 : target.startsWith("https://") ? 8 : -1;
        if (authority < 0) {
            return null;
        }
        int slash = target.indexOf('/', authority);
        return slash < 0 ? "/" : target.substring(slash);
    }

    private static @Nullable String path(String raw) {
        StringBuilder path = new StringBuilder(raw.length());
        String[] segments = raw.split("/", -1);
        for (int i = 1; i < segments.length; i++) {
            String segment = decode(segments[i], false);
            boolean isLast = i == segments.length - 1;
            if (segment == null
                    || (segment.isEmpty() && !isLast)
                    || segment.equals(".")
                    || segment.equals("..")
                    || segment.indexOf('/') >= 0
                    || segment.indexOf('\\') >= 0) {
                return null;
            }
            path.append('/').append(segment);
        }
        return path.toString();
    }

    private static @Nullable Map<String, String> query(String raw) {
        if (raw.isEmpty()) {
            return Map.of();
        }
        Map<String, String> query = new LinkedHashMap<>();
        for (String parameter : raw.split("&", MOST_PARAMETERS)) {
            if (parameter.isEmpty()) {
                continue;
            }
            int equals = parameter.indexOf('=');
            String name = decode(equals < 0 ? parameter : parameter.substring(0, equals), true);
            String value = equals < 0 ? "" : decode(parameter.substring(equals + 1), true);
            if (name == null || value == null) {
                return null;
            }
            query.put(name, value);
        }
        return Collections.unmodifiableMap(query);
    }

    /** Null where it is not UTF-8 in percent-encoding, or has control characters. */
    private static @Nullable String decode(String raw, boolean plusIsSpace) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            int value = c;
            if (c == '%') {
                if (i + 2 >= raw.length()) {
                    return null;
                }
                int high = Character.digit(raw.charAt(i + 1), 16);
                int low = Character.digit(raw.charAt(i + 2), 16);
                if (high < 0 || low < 0) {
                    return null;
                }
                value = high << 4 | low;
                i += 2;
            } else if (c == '+' && plusIsSpace) {
                value = ' ';
            } else if (c > 0x7E) {
                return null;
            }
            if (value < 0x20 || value == 0x7F) {
                return null;
            }
            bytes.write(value);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException malformed) {
            return null;
        }
    }
}
