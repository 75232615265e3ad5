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
 * @param roomPeersPerLoop how many peers of one room a media loop takes while there are others
 * @param congestion what a congestion controller may choose from
 * @param coalescing how media may wait for more of its kind
 */
public record MediaSettings(
        InetSocketAddress bind,
        List<InetAddress> advertise,
        Duration consentTimeout,
        int maximumHandshakes,
        int maximumPeers,
        int roomPeersPerLoop,
        CongestionLimits congestion,
        Coalescing coalescing) {
    /**
     * How media may wait, so that what goes to one listener leaves together; see {@link VoiceTick}.
     *
     * @param tick how long; zero for never
     * @param packetsPerSecond only where at least so many leave
     */
    public record Coalescing(Duration tick, long packetsPerSecond) {
        /** Longer than this a voice would be heard late. */
        private static final Duration LONGEST = Duration.ofMillis(20);

        public Coalescing {
            if (tick.isNegative() || tick.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("tick: " + tick + " (expected: 0.." + LONGEST + ")");
            }
            if (packetsPerSecond < 0) {
                throw new IllegalArgumentException("packetsPerSecond: " + packetsPerSecond + " (expected: >= 0)");
            }
        }

        /** Nothing waits. */
        public static Coalescing none() {
            return new Coalescing(Duration.ZERO, 0);
        }
    }

    public MediaSettings {
        advertise = List.copyOf(advertise);
        if (maximumHandshakes < 1) {
            throw new IllegalArgumentException("maximumHandshakes: " + maximumHandshakes + " (expected: >= 1)");
        }
        if (maximumPeers < 1) {
            throw new IllegalArgumentException("maximumPeers: " + maximumPeers + " (expected: >= 1)");
        }
        if (roomPeersPerLoop < 1) {
            throw new IllegalArgumentException("roomPeersPerLoop: " + roomPeersPerLoop + " (expected: >= 1)");
        }
    }
}
