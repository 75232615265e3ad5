// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import im.antiphon.api.congestion.CongestionLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * What a media endpoint is told.
 *
 * @param bind where its UDP socket listens
 * @param advertise addresses to announce to peers, preferred first; empty for those {@link Candidates} finds
 * @param consentTimeout how long a peer may be silent before it is given up
 * @param maximumHandshakes how many DTLS handshakes may run at once; as many again wait
 * @param maximumPeers more are refused
 * @param congestion what a congestion controller may choose from
 */
public record MediaSettings(
        InetSocketAddress bind,
        List<InetAddress> advertise,
        Duration consentTimeout,
        int maximumHandshakes,
        int maximumPeers,
        CongestionLimits congestion) {
    public MediaSettings {
        advertise = List.copyOf(advertise);
        if (maximumHandshakes < 1) {
            throw new IllegalArgumentException("maximumHandshakes: " + maximumHandshakes + " (expected: >= 1)");
        }
        if (maximumPeers < 1) {
            throw new IllegalArgumentException("maximumPeers: " + maximumPeers + " (expected: >= 1)");
        }
    }
}
