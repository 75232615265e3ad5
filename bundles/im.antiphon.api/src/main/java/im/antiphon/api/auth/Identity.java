// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.auth;

import org.jspecify.annotations.Nullable;

/**
 * Who a session belongs to.
 *
 * @param tenant whose user it is
 * @param user unique within the tenant
 * @param device one of the user's clients, by the name it chose or by a random one
 * @param grants what it may do
 * @param expiresEpochMillis when what vouches for it ends, wall clock; {@link #NEVER} where nothing does
 * @param tokenId of the token that vouches for it, by which that can be revoked; null where it has none
 */
public record Identity(
        String tenant, String user, String device, Grants grants, long expiresEpochMillis, @Nullable String tokenId) {
    /** Of an identity that does not expire. */
    public static final long NEVER = Long.MAX_VALUE;

    public Identity {
        UserAddress.requireName("tenant", tenant);
        UserAddress.requireName("user", user);
        UserAddress.requireName("device", device);
    }

    /** What a client says of itself, with nobody to vouch for it; of the default tenant. */
    public static Identity claimed(String user, String device, Grants grants) {
        return new Identity(UserAddress.DEFAULT_TENANT, user, device, grants, NEVER, null);
    }

    /** Whether nobody vouches for it. */
    public boolean isClaimed() {
        return tokenId == null && expiresEpochMillis == NEVER;
    }

    /** The user, whatever the device. */
    public UserAddress address() {
        return new UserAddress(tenant, user);
    }

    /** The same on another device. */
    public Identity onDevice(String name) {
        return new Identity(tenant, user, name, grants, expiresEpochMillis, tokenId);
    }
}
