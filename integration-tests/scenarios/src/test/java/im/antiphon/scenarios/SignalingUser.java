// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Makes load clients known to the server, and reads what it tells without parsing it. */
final class SignalingUser {
    private static final int CONFIRMED_AT_ONCE = 32;
    private static final long PATIENCE_SECONDS = 60;

    private SignalingUser() {}

    /** Connects, and has said its first word. */
    static LoadClients.Client connect(LoadClients clients, RunningServer server, String user) throws Exception {
        return connecting(clients, server, user).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    static CompletableFuture<LoadClients.Client> connecting(LoadClients clients, RunningServer server, String user) {
        URI http = server.uri("/signaling");
        return clients.connect(URI.create("ws://" + http.getAuthority() + http.getPath() + "?user=" + user))
                .thenCompose(client -> client.welcome().thenApply(welcome -> {
                    client.send("{\"type\":\"ping\"}");
                    return client;
                }));
    }

    static String session(LoadClients.Client client) {
        return member("sessionId", client.welcome().join());
    }

    /** The value of a member that is a string without escapes; empty where there is none. */
    static String member(String name, String text) {
        String before = "\"" + name + "\":\"";
        int at = text.indexOf(before);
        int from = at + before.length();
        return at < 0 ? "" : text.substring(from, text.indexOf('"', from));
    }

    /** Confirms now and then what has been received. */
    static void confirm(LoadClients.Client client, String text) {
        int at = text.indexOf("\"seq\":");
        if (at >= 0) {
            int from = at + 6;
            int to = from;
            while (Character.isDigit(text.charAt(to))) {
                to++;
            }
            long number = Long.parseLong(text.substring(from, to));
            if (number % CONFIRMED_AT_ONCE == 0) {
                client.send("{\"type\":\"received\",\"payload\":{\"seq\":" + number + "}}");
            }
        }
    }
}
