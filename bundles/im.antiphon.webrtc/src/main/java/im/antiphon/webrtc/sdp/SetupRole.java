// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Who opens the DTLS association, in {@code a=setup} (RFC 8842 section 5, RFC 4145 section 4). */
public enum SetupRole {
    /** The DTLS client. */
    ACTIVE,
    /** The DTLS server. */
    PASSIVE,
    /** Either; in offers only. */
    ACTPASS,
    /** Neither, for now: not usable with WebRTC. */
    HOLDCONN;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role a value stands for, or null. */
    public static @Nullable SetupRole forLabel(String label) {
        for (SetupRole role : values()) {
            if (role.label().equalsIgnoreCase(label)) {
                return role;
            }
        }
        return null;
    }
}
