// SPDX-License-Identifier: Apache-2.0
package im.antiphon.launcher;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tries the ports that will be wanted before anything is started, so that a taken one is told in one line; and picks
 * those for which any will do. They are bound and not listened on: nobody is let in by who is about to close again.
 */
final class Ports {
    private static final String DEFAULT_ADDRESS = "127.0.0.1";
    private static final int DEFAULT_HTTP = 8080;
    private static final int DEFAULT_HTTPS = 8443;
    private static final int ANY = 0;
    private static final int ATTEMPTS = 100;
    private static final String BEYOND_LOOPBACK = "httpBeyondLoopback";
    private static final String MEDIA = "mediaPort";

    /** Not to be served, or, of the media port, the same as for HTTPS. */
    private static final int NONE = -1;

    private Ports() {}

    /**
     * @param transport the configurations of gateway and media, together
     * @return the ports picked, by key, where any would do; they stay the same while the server runs, however often the
     *     gateway is opened again
     * @throws LaunchException where a port cannot be had
     */
    static Map<String, Object> settle(Map<String, Object> transport) {
        String bind = String.valueOf(transport.getOrDefault(Options.BIND, DEFAULT_ADDRESS));
        InetAddress address;
        try {
            address = InetAddress.getByName(bind);
        } catch (UnknownHostException e) {
            throw new LaunchException("--bind: " + bind + " is no address of this machine", e);
        }
        boolean beyond = Boolean.parseBoolean(String.valueOf(transport.get(BEYOND_LOOPBACK)));
        InetAddress plain = beyond || address.isLoopbackAddress() ? address : InetAddress.getLoopbackAddress();
        Map<String, Object> picked = new LinkedHashMap<>();
        int http = port(transport, Options.HTTP, DEFAULT_HTTP);
        if (http == ANY) {
            picked.put(Options.HTTP, free(plain));
        }
        tcp(plain, http, "--http");
        int https = port(transport, Options.HTTPS, DEFAULT_HTTPS);
        if (https == ANY) {
            picked.put(Options.HTTPS, free(address));
        }
        tcp(address, https, "--https");
        int media = port(transport, MEDIA, NONE);
        udp(address, media == NONE ? https : media);
        return picked;
    }

    /** A port that is free for TCP and UDP alike, as HTTPS and media share one. */
    private static int free(InetAddress address) {
        for (int i = 0; i < ATTEMPTS; i++) {
            try (Socket tcp = new Socket();
                    DatagramSocket udp = new DatagramSocket(null)) {
                tcp.bind(new InetSocketAddress(address, ANY));
                udp.bind(new InetSocketAddress(address, tcp.getLocalPort()));
                return tcp.getLocalPort();
            } catch (IOException e) {
                continue; // The next one may be free for both.
            }
        }
        throw new LaunchException("no port of " + address.getHostAddress() + " is free for TCP and UDP alike");
    }

    private static int port(Map<String, Object> transport, String key, int absent) {
        Object value = transport.getOrDefault(key, absent);
        try {
            return Integer.parseInt(value.toString());
        } catch (NumberFormatException e) {
            throw new LaunchException(Options.TRANSPORT_PID + ": " + key + ": " + value + " (expected: 0..65535)", e);
        }
    }

    private static void tcp(InetAddress address, int port, String option) {
        if (port == NONE) {
            return;
        }
        try (Socket socket = new Socket()) {
            socket.setReuseAddress(true); // as the server does: connections of a former one may linger
            socket.bind(new InetSocketAddress(address, port));
        } catch (IOException | IllegalArgumentException e) {
            throw taken(address, port, "tcp", option, e);
        }
    }

    private static void udp(InetAddress address, int port) {
        if (port == NONE) {
            return;
        }
        try (DatagramSocket socket = new DatagramSocket(null)) {
            socket.bind(new InetSocketAddress(address, port));
        } catch (IOException | IllegalArgumentException e) {
            throw taken(address, port, "udp", "--https", e);
        }
    }

    private static LaunchException taken(InetAddress address, int port, String what, String option, Exception e) {
        return new LaunchException(
                "cannot listen on " + address.getHostAddress() + " port " + port + "/" + what + ": " + e.getMessage()
                        + "; choose another with " + option + " PORT (0 takes a free one)",
                e);
    }
}
