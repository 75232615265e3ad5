// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

import java.util.Locale;

/** Where one user stands in one call. */
public enum LegState {
    /** Invited, but no device of the user's is signed in. It rings as soon as one is, while the ring time lasts. */
    UNREACHABLE,
    /** The user's devices have been told. */
    INVITED,
    /** A device says that it rings. */
    RINGING,
    /** One device takes part. */
    CONNECTED,
    /** No longer in the call; may be invited again. */
    LEFT;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As the protocol says it. */
    public String label() {
        return label;
    }

    /** Whether the user might still answer. */
    public boolean isOpen() {
        return this == UNREACHABLE || this == INVITED || this == RINGING;
    }
}
