// SPDX-License-Identifier: Apache-2.0
package im.antiphon.breaker.slidingwindow;

/** What happens to a breaker. */
enum BreakerEvent {
    /** A call of this turn ended well. */
    SUCCEEDED,
    /** A call of this turn failed. */
    FAILED,
    /** A call of this turn ended, and with it a limit is reached. */
    LIMIT_REACHED,
    /** Somebody asks, and the state is as old as the sleep window is long. */
    ASKED_AFTER_SLEEP
}
