// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.plugin;

import im.antiphon.api.auth.UserAddress;

/**
 * Names of tenants: those on whose behalf products of plugins are opened. Configuration may choose another plugin for a
 * tenant than for the rest.
 */
public final class Tenants {
    /** Whose a product is that is opened for nobody in particular. */
    public static final String DEFAULT = UserAddress.DEFAULT_TENANT;

    private Tenants() {}

    /**
     * Gives the name back.
     *
     * @throws IllegalArgumentException if no tenant can be called that
     */
    public static String requireName(String tenant) {
        if (!UserAddress.isName(tenant)) {
            throw new IllegalArgumentException("tenant: \"" + tenant + "\" (expected: 1.." + UserAddress.MAXIMUM_LENGTH
                    + " characters, none of them a control character)");
        }
        return tenant;
    }
}
