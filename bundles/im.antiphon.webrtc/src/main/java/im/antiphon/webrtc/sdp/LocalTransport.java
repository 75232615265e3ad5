// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

import java.util.List;

/**
 * Our side of the one transport all sections share.
 *
 * @param sessionId of our {@code o=} line, kept for the life of the peer
 * @param sessionVersion one more with each answer
 * @param ufrag ICE user fragment
 * @param password ICE password
 * @param iceLite whether we only answer checks
 * @param fingerprint of our certificate, {@code sha-256 AB:CD…}
 * @param setup our DTLS role where the offer leaves it to us: {@link SetupRole#PASSIVE} or {@link SetupRole#ACTIVE}
 * @param candidates as they stand after {@code a=candidate:}
 * @param endOfCandidates whether these are all
 */
public record LocalTransport(
        long sessionId,
        long sessionVersion,
        String ufrag,
        String password,
        boolean iceLite,
        String fingerprint,
        SetupRole setup,
        List<String> candidates,
        boolean endOfCandidates) {
    public LocalTransport {
        if (setup != SetupRole.PASSIVE && setup != SetupRole.ACTIVE) {
            throw new IllegalArgumentException("setup: " + setup + " (expected: PASSIVE or ACTIVE)");
        }
        candidates = List.copyOf(candidates);
    }

    /** A server's: ICE-lite, DTLS server, all candidates known. */
    public static LocalTransport lite(
            long sessionId, String ufrag, String password, String fingerprint, List<String> candidates) {
        return new LocalTransport(
                sessionId, 1, ufrag, password, true, fingerprint, SetupRole.PASSIVE, candidates, true);
    }

    /** The same transport in a later answer. */
    public LocalTransport withSessionVersion(long version) {
        return new LocalTransport(
                sessionId, version, ufrag, password, iceLite, fingerprint, setup, candidates, endOfCandidates);
    }
}
