// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why a leg has left or a call is over. */
public enum EndReason {
    /** The user said no. */
    DECLINED,
    /** The user has no device free, or takes part in as many calls as one may. */
    BUSY,
    /** Nobody answered within the ring time. */
    NO_ANSWER,
    /** No device of the user's was there within the ring time. */
    UNREACHABLE,
    /** Who invited changed their mind, or left before anybody answered. */
    CANCELLED,
    HUNG_UP,
    /** The session went away and did not come back. */
    LOST,
    /** The node of the call or of the participant went away. */
    NODE_LOST,
    /** Both called each other; the other call goes on. */
    GLARE,
    /** One was left alone in a group for too long. */
    ALONE,
    /** An operator ended it. */
    OPERATOR,
    /** The call's node stops. */
    SHUTDOWN;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** As the protocol says it. */
    public String label() {
        return label;
    }

    /** The reason of that label, or null. */
    public static @Nullable EndReason of(String label) {
        for (EndReason reason : values()) {
            if (reason.label.equals(label)) {
                return reason;
            }
        }
        return null;
    }
}
