// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.plan;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Where the server is. In templates <code>{room}</code> stands for the room's name and <code>{s}</code> for a publisher's
 * number in it, from 0.
 *
 * @param whip where publishers offer
 * @param whep where listeners offer: with <code>{s}</code> once for each publisher, else once for all
 * @param signaling the WebSocket of participants and idle clients
 * @param metrics Prometheus text of the server, or null to look at none
 * @param bearerToken shown wherever clients ask, or null
 */
public record Endpoints(
        String whip, String whep, String signaling, @Nullable String metrics, @Nullable String bearerToken) {
    private static final String ROOM = "{room}";
    private static final String SENDER = "{s}";

    public Endpoints {
        check("whip", whip, "http");
        check("whep", whep, "http");
        check("signaling", signaling, "ws");
        if (metrics != null) {
            check("metrics", metrics, "http");
        }
    }

    /** An Antiphon server's, by its root. */
    public static Endpoints of(String server, @Nullable String bearerToken) {
        String root = server.endsWith("/") ? server.substring(0, server.length() - 1) : server;
        check("server", root, "http");
        return new Endpoints(
                root + "/whip/{room}/{s}",
                root + "/whep/{room}",
                "ws" + root.substring("http".length()) + "/signaling",
                root + "/metrics",
                bearerToken);
    }

    private static void check(String name, String template, String scheme) {
        try {
            URI uri = new URI(fill(template, "r", 0));
            if (uri.getHost() != null && (scheme.equals(uri.getScheme()) || (scheme + "s").equals(uri.getScheme()))) {
                return;
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        throw new IllegalArgumentException(
                name + ": " + template + " (expected: " + scheme + "://… or " + scheme + "s://…)");
    }

    private static String fill(String template, String room, int sender) {
        return template.replace(ROOM, room).replace(SENDER, String.valueOf(sender));
    }

    public URI whip(String room, int sender) {
        return URI.create(fill(whip, room, sender));
    }

    /** @param sender of no account where {@link #oneSessionPerSender} does not hold */
    public URI whep(String room, int sender) {
        return URI.create(fill(whep, room, sender));
    }

    /** Whether a listener opens one session for each publisher. */
    public boolean oneSessionPerSender() {
        return whep.contains(SENDER);
    }
}
