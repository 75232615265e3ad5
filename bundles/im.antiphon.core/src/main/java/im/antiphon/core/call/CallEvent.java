// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

/** What can happen to a call as a whole; it follows from its legs, but for {@link #END}. */
enum CallEvent {
    /** Two are connected. */
    ANSWER,
    /** One is connected, and nobody is left who might answer. */
    REMAIN_UNANSWERED,
    /** Nobody is connected, or one alone where there is nobody to wait for. */
    DESERT,
    /** An operator, the node, glare or a failure ends it. */
    END
}
