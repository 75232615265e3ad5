// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.session;

import im.antiphon.api.auth.UserAddress;
import org.osgi.annotation.versioning.ProviderType;

/** Ends sessions of this node for those who are in charge of it. Safe from any thread. */
@ProviderType
public interface SessionControl {
    /** Why sessions end whose identity has been called back. */
    String REVOKED = "revoked";

    /**
     * A token no longer counts: its sessions end, and it is not taken again.
     *
     * @return how many sessions ended
     */
    int revokeToken(String tokenId);

    /**
     * All sessions of a user end. Its tokens count as before.
     *
     * @return how many sessions ended
     */
    int revokeUser(UserAddress user);

    /**
     * One session ends.
     *
     * @param reason one or two words that the client is told
     * @return whether there was one
     */
    boolean end(String sessionId, String reason);
}
