// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.auth;

/**
 * A person or machine that can be called, wherever and with how many devices it is signed in.
 *
 * @param tenant whose user it is
 * @param user unique within the tenant
 */
public record UserAddress(String tenant, String user) {
    /** The longest tenant, user or device, in characters. */
    public static final int MAXIMUM_LENGTH = 64;

    /** Who belongs to nobody in particular belongs to this tenant. */
    public static final String DEFAULT_TENANT = "default";

    public UserAddress {
        requireName("tenant", tenant);
        requireName("user", user);
    }

    /** Whether a tenant, user or device may be called that: 1 to 64 characters, none of them a control character. */
    public static boolean isName(String name) {
        return !name.isBlank()
                && name.length() <= MAXIMUM_LENGTH
                && name.codePoints()
                        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    }

    static void requireName(String what, String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException(what + ": \"" + name + "\" (expected: 1.." + MAXIMUM_LENGTH
                    + " characters, none of them a control character)");
        }
    }
}
