// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

import java.util.Locale;

/** Where a call stands. */
public enum CallState {
    /** One is in it and waits for the others. */
    INVITING,
    /** Somebody has answered. */
    ACTIVE,
    /** Over, for good. */
    ENDED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As the protocol says it. */
    public String label() {
        return label;
    }
}
