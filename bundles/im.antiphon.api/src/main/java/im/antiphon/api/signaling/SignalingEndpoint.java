// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.signaling;

import im.antiphon.api.auth.Identity;
import org.osgi.annotation.versioning.ProviderType;

/** Where a transport hands its client connections to the session core. */
@ProviderType
public interface SignalingEndpoint {
    /** The sub-protocol a client asks for. */
    String SUBPROTOCOL = "signaling-v1";

    /** Longest message accepted from a client, bytes of UTF-8. */
    int MAXIMUM_MESSAGE_SIZE = 65_536;

    /**
     * A client has completed its upgrade. The welcome is sent before this returns.
     *
     * @param connection the way back to it
     * @param identity whose it is, as established before the upgrade
     * @return where its messages go; called by one thread at a time, in the order received
     */
    SignalingReceiver connected(SignalingConnection connection, Identity identity);
}
