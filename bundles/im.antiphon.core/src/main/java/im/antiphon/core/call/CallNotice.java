// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

import java.util.List;

/** What a call tells a device. */
public sealed interface CallNotice {
    /** Its id. */
    String call();

    /** The whole state, to every device that takes part, after each change. */
    record Changed(CallSnapshot snapshot) implements CallNotice {
        @Override
        public String call() {
            return snapshot.call();
        }
    }

    /**
     * To each device of an invited user.
     *
     * @param from who invites
     * @param users all who are in the call or invited, the one told included
     * @param oneToOne whether nobody but these two has ever been in it
     */
    record Incoming(String call, CallParty from, List<String> users, boolean oneToOne) implements CallNotice {
        public Incoming {
            users = List.copyOf(users);
        }
    }

    /**
     * The user has accepted, or rejected for all devices, on another one. The call is over for the device told.
     *
     * @param device where
     */
    record Taken(String call, String device) implements CallNotice {}

    /**
     * The call is over for the device told, though not always for others.
     *
     * @param durationMillis for how long the device's user talked in it
     */
    record Ended(String call, EndReason reason, long durationMillis) implements CallNotice {}

    /** Media takes another way from now on; {@link Changed} follows. */
    record Moved(String call, CallMode mode) implements CallNotice {}
}
