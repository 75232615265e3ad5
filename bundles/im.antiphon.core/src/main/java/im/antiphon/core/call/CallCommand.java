// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

import java.util.List;

/**
 * What a device wants of a call that exists.
 *
 * @param tenant of the device's user; calls of other tenants are not found
 * @param users whom to invite; empty for other commands
 * @param figures of {@link Kind#MEASURE}; else unknown
 */
public record CallCommand(
        Kind kind, String call, String tenant, CallParty by, List<String> users, RelayFigures figures) {
    /** What it wants. */
    public enum Kind {
        INVITE,
        RING,
        ACCEPT,
        /** For all devices of the user. */
        DECLINE,
        /** For this device. */
        BUSY,
        CANCEL,
        HANG_UP,
        /** Tells figures that the relay policy wants to know. */
        MEASURE,
        /** Its session has ended: the user said goodbye. */
        GOODBYE,
        /** Its session has ended otherwise, and will not come back. */
        LOST;

        /** Whether it tells of a session's end, which has to come through whatever happens. */
        public boolean isEnd() {
            return this == GOODBYE || this == LOST;
        }
    }

    public CallCommand {
        users = List.copyOf(users);
    }

    /** Without users and figures. */
    public static CallCommand of(Kind kind, String call, String tenant, CallParty by) {
        return new CallCommand(kind, call, tenant, by, List.of(), RelayFigures.UNKNOWN);
    }
}
