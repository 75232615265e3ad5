// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.auth;

import im.antiphon.api.auth.UserAddress;

/** Told when somebody in charge of this node has called an identity back. Returns at once and does not throw. */
public interface RevocationListener {
    void onTokenRevoked(String tokenId);

    void onUserRevoked(UserAddress user);
}
