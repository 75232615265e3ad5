// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Opens the two halves of a peer's SRTP. Implemented portably over the JDK's ciphers and, in a bundle of its own, over native
 * code. Safe from any thread; its products are confined to one event loop each.
 */
@ConsumerType
public interface SrtpEngine {
    /** What metrics and pages call it. */
    String name();

    /**
     * What protects all that is sent to one peer.
     *
     * @throws IllegalArgumentException if the key's lengths are not the profile's
     */
    SrtpProtector protector(SrtpProfile profile, SrtpMasterKey masterKey);

    /**
     * What opens all that comes from one peer.
     *
     * @throws IllegalArgumentException if the key's lengths are not the profile's
     */
    SrtpUnprotector unprotector(SrtpProfile profile, SrtpMasterKey masterKey);
}
