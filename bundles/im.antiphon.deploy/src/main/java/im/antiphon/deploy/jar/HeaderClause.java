// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy.jar;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One clause of a manifest header (OSGi Core R8, 3.2.3): {@code path;path;attribute="value";directive:=value}.
 *
 * @param paths at least one
 * @param attributes by name, without their type
 * @param directives by name
 */
record HeaderClause(List<String> paths, Map<String, String> attributes, Map<String, String> directives) {
    HeaderClause {
        paths = List.copyOf(paths);
        attributes = Map.copyOf(attributes);
        directives = Map.copyOf(directives);
    }

    String path() {
        return paths.get(0);
    }

    /** @throws IllegalArgumentException where the header has not that form */
    static List<HeaderClause> parse(String header) {
        List<HeaderClause> clauses = new ArrayList<>();
        for (String clause : split(header, ',')) {
            clauses.add(clause(clause));
        }
        return clauses;
    }

    private static HeaderClause clause(String text) {
        List<String> paths = new ArrayList<>();
        Map<String, String> attributes = new LinkedHashMap<>();
        Map<String, String> directives = new LinkedHashMap<>();
        for (String part : split(text, ';')) {
            int equals = part.indexOf('=');
            if (equals < 0) {
                if (part.indexOf('"') >= 0 || !attributes.isEmpty() || !directives.isEmpty()) {
                    throw new IllegalArgumentException("\"" + part + "\" (expected: a name before all parameters)");
                }
                paths.add(part);
                continue;
            }
            boolean directive = equals > 0 && part.charAt(equals - 1) == ':';
            String name = part.substring(0, directive ? equals - 1 : equals).strip();
            String value = unquoted(part.substring(equals + 1).strip());
            if (directive) {
                directives.put(name, value);
            } else {
                int type = name.indexOf(':');
                attributes.put(type < 0 ? name : name.substring(0, type).strip(), value);
            }
        }
        if (paths.isEmpty()) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: a name before the parameters)");
        }
        return new HeaderClause(paths, attributes, directives);
    }

    private static String unquoted(String value) {
        if (value.length() < 2 || value.charAt(0) != '"' || value.charAt(value.length() - 1) != '"') {
            return value;
        }
        StringBuilder plain = new StringBuilder(value.length());
        for (int i = 1; i < value.length() - 1; i++) {
            char c = value.charAt(i);
            if (c == '\\' && i + 1 < value.length() - 1) {
                i++;
                plain.append(value.charAt(i));
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    /** Splits where the separator stands outside quotes. */
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                parts.add(part(text, start, i));
                start = i + 1;
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("a quotation mark is not closed");
        }
        parts.add(part(text, start, text.length()));
        return parts;
    }

    private static String part(String text, int start, int end) {
        String part = text.substring(start, end).strip();
        if (part.isEmpty()) {
            throw new IllegalArgumentException("nothing stands between two separators");
        }
        return part;
    }
}
