// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.auth;

import im.antiphon.api.auth.Grants;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Who is taken for whom it claims to be, while no authenticator is there. */
public enum AnonymousRule {
    /** Clients of this machine; they may do everything. */
    LOOPBACK,
    /** Those, and all others too, who may do everything but administer. */
    EVERYWHERE,
    /** Nobody. */
    NOBODY;

    /** The rule of that name in lower case. */
    public static AnonymousRule of(String name) {
        for (AnonymousRule rule : values()) {
            if (rule.label().equals(name)) {
                return rule;
            }
        }
        throw new IllegalArgumentException(
                "allow.anonymous: \"" + name + "\" (expected: loopback, everywhere or nobody)");
    }

    /** As configuration spells it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a client at that address may do, or null where it is not let in. */
    @Nullable
    Grants grants(String remoteAddress) {
        if (this == NOBODY) {
            return null;
        }
        if (isLoopback(remoteAddress)) {
            return Grants.ALL;
        }
        return this == EVERYWHERE ? Grants.MEDIA : null;
    }

    private static boolean isLoopback(String address) {
        if (address.isEmpty() || !address.matches("[0-9a-fA-F:.]+(%.*)?")) {
            return false; // a name would be looked up
        }
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException unreadable) {
            return false;
        }
    }
}
