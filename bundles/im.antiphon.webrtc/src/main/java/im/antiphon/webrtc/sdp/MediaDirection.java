// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which way media flows in a section, as seen by whoever wrote it (RFC 8866 section 6.7). */
public enum MediaDirection {
    SENDRECV(true, true),
    SENDONLY(true, false),
    RECVONLY(false, true),
    INACTIVE(false, false);

    private final boolean sends;
    private final boolean receives;

    MediaDirection(boolean sends, boolean receives) {
        this.sends = sends;
        this.receives = receives;
    }

    public boolean sends() {
        return sends;
    }

    public boolean receives() {
        return receives;
    }

    public static MediaDirection of(boolean sends, boolean receives) {
        if (sends) {
            return receives ? SENDRECV : SENDONLY;
        }
        return receives ? RECVONLY : INACTIVE;
    }

    /** The same flow, as the other side sees it. */
    public MediaDirection mirrored() {
        return of(receives, sends);
    }

    /** The attribute's name. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The direction an attribute's name stands for, or null. */
    public static @Nullable MediaDirection forLabel(String label) {
        for (MediaDirection direction : values()) {
            if (direction.label().equals(label)) {
                return direction;
            }
        }
        return null;
    }
}
