// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.ice;

import java.nio.charset.StandardCharsets;

/** What two sides' credentials come to on the wire: the USERNAME of checks either way, and the keys of both. */
final class IceLogin {
    final String localUfrag;
    /** Of requests to us: ours before the colon. */
    final byte[] incomingUsername;
    /** Of requests from us: theirs before the colon. */
    final byte[] outgoingUsername;
    /** Keys requests to us and our answers to them. */
    final StunIntegrity localIntegrity;
    /** Keys requests from us and the answers to them. */
    final StunIntegrity remoteIntegrity;

    IceLogin(IceCredentials local, IceCredentials remote) {
        localUfrag = local.ufrag();
        incomingUsername = ascii(local.ufrag() + ":" + remote.ufrag());
        outgoingUsername = ascii(remote.ufrag() + ":" + local.ufrag());
        localIntegrity = StunIntegrity.shortTerm(local.password());
        remoteIntegrity = StunIntegrity.shortTerm(remote.password());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
