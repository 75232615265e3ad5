// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.http;

import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * From where a node may be changed over HTTP. Whoever shows a token may from anywhere, as far as what it was granted goes,
 * which is for {@link GuardedResource} to see. Without one it has to be the machine itself, without a proxy between, and no
 * page that a browser on this machine happens to show. A page from elsewhere can make the browser post to the loopback, and can have its own name
 * resolve to it; so the origin has to be that of this server, and the name it is called by one of this machine's.
 */
final class OperatorAccess {
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|\\[?::1]?|\\[?0:0:0:0:0:0:0:1]?|127(?:\\.\\d{1,3}){3}");
    private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");

    private OperatorAccess() {}

    /** Why a request that changes something is refused, or null where it may. */
    static @Nullable HttpReply refusal(HttpRequest request) {
        if (request.header("authorization") != null) {
            return null; // No page of another origin can make a browser send one.
        }
        if (!LOOPBACK.matcher(request.remoteAddress()).matches()) {
            return forbidden(
                    "changes are made from the machine itself or with a token, not from " + request.remoteAddress());
        }
        for (String header : List.of("forwarded", "x-forwarded-for", "via")) {
            if (request.header(header) != null) {
                return forbidden("changes are made from the machine itself, not through a proxy (" + header + ")");
            }
        }
        String host = lowerCase(request.header("host"));
        if (!LOOPBACK.matcher(PORT.matcher(host).replaceFirst("")).matches()) {
            return forbidden("host: \"" + host + "\" (expected: localhost, 127.0.0.1 or [::1])");
        }
        List<String> origins = request.headers().getOrDefault("origin", List.of());
        for (String origin : origins) {
            if (!authority(origin).equals(host)) {
                return forbidden("pages of the origin " + origin + " may not change this node");
            }
        }
        String site = lowerCase(request.header("sec-fetch-site"));
        if (site.equals("cross-site") || site.equals("same-site")) {
            return forbidden("pages of other sites may not change this node");
        }
        return null;
    }

    private static HttpReply forbidden(String detail) {
        return HttpReply.problem(403, "Forbidden", detail);
    }

    private static String authority(String origin) {
        try {
            String authority = new URI(lowerCase(origin)).getRawAuthority();
            return authority == null ? "" : authority;
        } catch (URISyntaxException malformed) {
            return "";
        }
    }

    private static String lowerCase(@Nullable String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }
}
