// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

import java.util.Locale;

/** Which way a call's media goes. */
public enum CallMode {
    /** From device to device. */
    P2P,
    /** Through the forwarding unit of the call's home. */
    SFU;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As the protocol says it. */
    public String label() {
        return label;
    }
}
