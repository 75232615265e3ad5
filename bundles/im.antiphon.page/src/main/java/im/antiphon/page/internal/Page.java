// SPDX-License-Identifier: Apache-2.0
package im.antiphon.page.internal;

import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers for the files of the page. Only names on the list are served, so there is no path to traverse. Immutable; safe
 * from any thread.
 */
final class Page {
    /** Everything but {@code index.html}, which is served under several paths, and {@code 404.html}, under none. */
    static final List<String> FILES = List.of(
            "antiphon.css",
            "app.mjs",
            "banner.mjs",
            "client/call.mjs",
            "client/client.mjs",
            "client/connection.mjs",
            "client/direct-media.mjs",
            "client/errors.mjs",
            "client/forwarded-media.mjs",
            "client/health.mjs",
            "client/index.mjs",
            "client/playback.mjs",
            "client/room.mjs",
            "client/sender.mjs",
            "conversation-view.mjs",
            "conversation.mjs",
            "elements.mjs",
            "favicon.svg",
            "home-view.mjs",
            "incoming-view.mjs",
            "levels.mjs",
            "memory.mjs",
            "microphone.mjs",
            "ring.mjs",
            "sign-in-view.mjs",
            "stats.mjs",
            "words.mjs");

    private static final String ROOM_PREFIX = "/r/";
    private static final int LONGEST_ROOM = 128;

    /** What a page with a microphone and no foreign content needs, and no more. */
    private static final Map<String, String> POLICIES = Map.of(
            "content-security-policy",
            "default-src 'self'; connect-src 'self' ws: wss:; media-src 'self' blob:; img-src 'self' data:; "
                    + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
            "permissions-policy",
            "microphone=(self), camera=(), geolocation=()",
            "referrer-policy",
            "no-referrer",
            "x-content-type-options",
            "nosniff");

    private final Map<String, PageFile> files = new HashMap<>();
    private final PageFile index;
    private final PageFile notFound;

    Page(int httpsPort) {
        String html = new String(PageFile.bytes("index.html"), StandardCharsets.UTF_8)
                .replace("${httpsPort}", Integer.toString(httpsPort));
        index = PageFile.of(PageFile.contentType("index.html"), html.getBytes(StandardCharsets.UTF_8));
        notFound = PageFile.load("404.html");
        FILES.forEach(name -> files.put("/" + name, PageFile.load(name)));
        files.put("/", index);
        files.put("/index.html", index);
    }

    HttpReply reply(HttpRequest request) {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return HttpReply.of(405).with("allow", "GET, HEAD");
        }
        PageFile file = file(request.path());
        if (file == null) {
            return reply(404, notFound);
        }
        return matches(request.header("if-none-match"), file.entityTag())
                ? new HttpReply(304, headers(file), new byte[0])
                : reply(200, file);
    }

    private @Nullable PageFile file(String path) {
        if (path.startsWith(ROOM_PREFIX) && isRoom(path.substring(ROOM_PREFIX.length()))) {
            return index;
        }
        return files.get(path);
    }

    private static boolean isRoom(String name) {
        return !name.isEmpty()
                && name.length() <= LONGEST_ROOM
                && name.chars()
                        .allMatch(c -> c >= 'a' && c <= 'z'
                                || c >= 'A' && c <= 'Z'
                                || c >= '0' && c <= '9'
                                || "._~-".indexOf(c) >= 0);
    }

    /** RFC 9110 section 13.1.2: a list of tags, compared weakly, or {@code *}. */
    private static boolean matches(@Nullable String condition, String entityTag) {
        if (condition == null) {
            return false;
        }
        for (String tag : condition.split(",", -1)) {
            String candidate = tag.trim();
            if (candidate.equals("*") || candidate.equals(entityTag) || candidate.equals("W/" + entityTag)) {
                return true;
            }
        }
        return false;
    }

    private static HttpReply reply(int status, PageFile file) {
        return new HttpReply(status, headers(file), file.bytes());
    }

    private static Map<String, String> headers(PageFile file) {
        Map<String, String> headers = new LinkedHashMap<>(POLICIES);
        headers.put("content-type", file.contentType());
        headers.put("etag", file.entityTag());
        // a new version of the server must not meet yesterday's scripts
        headers.put("cache-control", "no-cache");
        return headers;
    }
}
