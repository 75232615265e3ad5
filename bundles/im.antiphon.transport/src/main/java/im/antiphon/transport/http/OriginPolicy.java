// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whose pages may open a signaling connection (RFC 6455, section 10.2). A client that sends no origin is no browser and is
 * not restrained by one.
 */
final class OriginPolicy {
    private final Set<String> allowed;

    /** @param allowed such as {@code https://example.org}; empty: the same origin, and pages served by this machine */
    OriginPolicy(List<String> allowed) {
        this.allowed =
                allowed.stream().map(origin -> origin.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    boolean allows(@Nullable String origin, @Nullable String host) {
        if (origin == null) {
            return true;
        }
        String wanted = origin.toLowerCase(Locale.ROOT);
        if (!allowed.isEmpty()) {
            return allowed.contains(wanted);
        }
        URI page;
        try {
            page = new URI(wanted);
        } catch (URISyntaxException malformed) {
            return false;
        }
        if (page.getHost() == null
                || page.getScheme() == null
                || !page.getScheme().matches("https?")) {
            return false;
        }
        return page.getRawAuthority().equalsIgnoreCase(host) || isLoopback(page.getHost());
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }
}
