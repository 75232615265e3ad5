// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.plugin;

import java.util.regex.Pattern;

/**
 * Names of tenants: those on whose behalf products of plugins are opened. Configuration may choose another plugin for a
 * tenant than for the rest.
 */
public final class Tenants {
    /** Whose a product is that is opened for nobody in particular. */
    public static final String DEFAULT = "default";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    private Tenants() {}

    /**
     * Gives the name back.
     *
     * @throws IllegalArgumentException if it is no tenant's name
     */
    public static String requireName(String tenant) {
        if (!NAME.matcher(tenant).matches()) {
            throw new IllegalArgumentException(
                    "tenant: \"" + tenant + "\" (expected: 1 to 64 of a-z, 0-9, '.', '_' and '-', no sign first)");
        }
        return tenant;
    }
}
