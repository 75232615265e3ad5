// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.http;

import im.antiphon.api.http.HttpResource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which resource answers for a path: the one with the longest path that is a prefix on a segment boundary; of two with the
 * same path, the higher ranking. Safe from any thread; resources come and go while requests are served.
 */
public final class HttpRouter {
    private final List<Route> routes = new ArrayList<>();
    private volatile Map<String, HttpResource> byPath = Map.of();

    /**
     * @param path absolute; a slash at its end does not count
     * @param ranking the higher wins; of equals, the earlier
     */
    public synchronized void add(String path, int ranking, HttpResource resource) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("path: \"" + path + "\" (expected: one that begins with /)");
        }
        routes.add(new Route(withoutTrailingSlash(path), ranking, resource));
        publish();
    }

    public synchronized void remove(HttpResource resource) {
        routes.removeIf(route -> route.resource == resource);
        publish();
    }

    /** The resource for a decoded path, or null. */
    public @Nullable HttpResource find(String path) {
        Map<String, HttpResource> current = byPath;
        String prefix = withoutTrailingSlash(path);
        while (true) {
            HttpResource resource = current.get(prefix);
            if (resource != null || prefix.isEmpty()) {
                return resource;
            }
            prefix = prefix.substring(0, prefix.lastIndexOf('/'));
        }
    }

    private void publish() {
        Map<String, HttpResource> next = new HashMap<>();
        routes.stream()
                .sorted(Comparator.comparingInt((Route route) -> route.ranking).reversed())
                .forEach(route -> next.putIfAbsent(route.path, route.resource));
        byPath = Map.copyOf(next);
    }

    private static String withoutTrailingSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private record Route(String path, int ranking, HttpResource resource) {}
}
