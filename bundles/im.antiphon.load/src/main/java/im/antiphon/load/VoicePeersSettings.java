// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

import im.antiphon.webrtc.ice.IceControllingSettings;
import java.net.InetAddress;

/**
 * What all peers of one {@link VoicePeers} have in common.
 *
 * @param bindAddress of every peer's socket; each takes a port of its own
 * @param handshakeThreads how many DTLS handshakes run at once; the others wait in a queue
 * @param ice nomination and consent
 */
public record VoicePeersSettings(InetAddress bindAddress, int handshakeThreads, IceControllingSettings ice) {
    private static final int DEFAULT_HANDSHAKE_THREADS = 16;

    public VoicePeersSettings {
        if (handshakeThreads < 1) {
            throw new IllegalArgumentException("handshakeThreads: " + handshakeThreads + " (expected: >= 1)");
        }
    }

    /** For a server on this machine. */
    public static VoicePeersSettings loopback() {
        return on(InetAddress.getLoopbackAddress());
    }

    /** With sockets on an address of this machine from which the server can be reached. */
    public static VoicePeersSettings on(InetAddress bindAddress) {
        return new VoicePeersSettings(bindAddress, DEFAULT_HANDSHAKE_THREADS, IceControllingSettings.DEFAULT);
    }
}
