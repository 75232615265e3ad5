// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.dtls;

import im.antiphon.webrtc.srtp.SrtpMasterKey;
import im.antiphon.webrtc.srtp.SrtpProfile;

/**
 * What a handshake is for: the profile both ends agreed on and a master key for each direction (RFC 5764, section 4.2).
 *
 * @param clientKey protects what the DTLS client sends
 * @param serverKey protects what the DTLS server sends
 */
public record DtlsKeys(SrtpProfile profile, SrtpMasterKey clientKey, SrtpMasterKey serverKey) {
    public DtlsKeys {
        clientKey.requireLengthsOf(profile);
        serverKey.requireLengthsOf(profile);
    }

    /** The key for what the end of this role sends. */
    public SrtpMasterKey sendingKey(DtlsRole ours) {
        return ours == DtlsRole.CLIENT ? clientKey : serverKey;
    }

    /** The key for what the end of this role receives. */
    public SrtpMasterKey receivingKey(DtlsRole ours) {
        return ours == DtlsRole.CLIENT ? serverKey : clientKey;
    }
}
