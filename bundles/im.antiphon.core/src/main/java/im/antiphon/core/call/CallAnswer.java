// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

/** What becomes of a command. */
public enum CallAnswer {
    /** It has taken effect, or had taken effect before. */
    DONE,
    /** There is no such call, as far as who asks may know. */
    NOT_FOUND,
    /** Not at this point, or not from this device. */
    STATE,
    /** The call has as many legs as it may. */
    FULL,
    /** The user is in as many calls as one may. */
    TOO_MANY,
    /** The call's home cannot be reached at the moment. */
    UNAVAILABLE
}
