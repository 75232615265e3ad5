// SPDX-License-Identifier: Apache-2.0
package im.antiphon.testkit;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A TCP port for a server that is to be started, or comes back at the same place. None of those that the kernel gives to clients: who tries
 * again and again to reach such a one on his own machine is in the end given it himself, is connected to himself, and the server finds it
 * taken.
 */
public final class FreePort {
    private static final int FIRST = 15_000;
    private static final int BEHIND_LAST = 30_000;
    private static final int TRIALS = 1_000;

    private FreePort() {}

    /**
     * One that nobody listens on at the moment, on the loopback.
     *
     * @throws IOException where none is found
     */
    public static int find() throws IOException {
        for (int trial = 0; trial < TRIALS; trial++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, BEHIND_LAST);
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (BindException taken) {
                continue;
            }
        }
        throw new IOException("no free port in " + FIRST + ".." + (BEHIND_LAST - 1));
    }
}
