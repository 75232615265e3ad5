// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.run;

import java.net.InetAddress;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How this process goes about a plan.
 *
 * @param threads for media
 * @param bindAddress of every socket for media
 * @param tls whom to trust, or null for whom the JDK trusts
 * @param serverPid of a server on this machine, for its memory, or 0
 * @param gcLog of the server, for its pauses, or null
 */
public record RunSettings(
        int threads, InetAddress bindAddress, @Nullable SSLContext tls, long serverPid, @Nullable Path gcLog) {
    public RunSettings {
        if (threads < 1 || threads > 64) {
            throw new IllegalArgumentException("threads: " + threads + " (expected: 1..64)");
        }
    }
}
