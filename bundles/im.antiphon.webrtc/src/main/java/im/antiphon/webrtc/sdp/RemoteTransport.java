// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

import java.util.List;

/**
 * The offerer's side of the shared transport, from its tagged section.
 *
 * @param ufrag ICE user fragment; one that differs from the last offer's asks for an ICE restart
 * @param password ICE password
 * @param iceLite whether it only answers checks
 * @param trickle whether more candidates may follow
 * @param fingerprints of its certificate, at least one
 * @param localSetup the DTLS role that is ours by this offer: {@link SetupRole#PASSIVE} or {@link SetupRole#ACTIVE}
 * @param candidates as they stand after {@code a=candidate:}
 */
public record RemoteTransport(
        String ufrag,
        String password,
        boolean iceLite,
        boolean trickle,
        List<Fingerprint> fingerprints,
        SetupRole localSetup,
        List<String> candidates) {
    public RemoteTransport {
        fingerprints = List.copyOf(fingerprints);
        candidates = List.copyOf(candidates);
    }
}
