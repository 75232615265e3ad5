// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

/** What can happen to a leg. */
enum LegEvent {
    /** Somebody wants the user in the call again. */
    INVITE,
    /** A device of the user's is there to be told. */
    REACH,
    /** The last device that was told has gone. */
    LOSE_DEVICES,
    /** A device says that it rings. */
    RING,
    /** A device takes the call. */
    ACCEPT,
    /** The user does not want it, or all devices are busy. */
    REJECT,
    /** Who invited has changed their mind. */
    CANCEL,
    /** The ring time is over. */
    EXPIRE,
    /** The device that takes part leaves. */
    HANG_UP,
    /** The device that takes part has gone, and its session with it. */
    LOSE,
    /** The call is over. */
    END
}
