// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.breaker;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Guards the calls to one downstream: the running product of a breaker plugin. Safe from any thread; never blocks, and
 * keeps no threads or timers. Time is an input, and a time before the latest one seen counts as the latest.
 *
 * <pre>
 *              maximumFailures in a row, or
 *              failureRatio within the window               asked after sleepWindowNanos
 *     CLOSED ----------------------------------> OPEN -----------------------------------> HALF_OPEN --+ asked, and the probe
 *       ^                                         ^                                          |  |  ^   | has been out for
 *       |                                         +------------ the probe failed ------------+  |  +---+ sleepWindowNanos:
 *       +------------------------------- the probe succeeded -----------------------------------+        another probe
 * </pre>
 *
 * <p><b>Turns.</b> A breaker counts its turns: every arrow above begins a new one. A permit is the number of the turn it
 * was given in, and a report counts in that turn only. So what was called while the breaker was closed cannot decide the
 * probe of a later half-open turn, a probe decides once however often it reports, and a report without a permit is
 * ignored, as is any in the state {@link State#OPEN}, where nothing is permitted.
 *
 * <p><b>Window.</b> The ratio is taken over the outcomes of the last {@link BreakerSettings#windowNanos}; a breaker may
 * forget an outcome earlier by a tenth of the window or by a second, whichever is longer. Both rules are looked at with
 * every report. A breaker that closes begins with an empty window.
 *
 * <p><b>Swap.</b> The running product is the breaker of one downstream. {@link #snapshot} is the whole state in figures; it is
 * taken between two calls of the breaker, whether or not calls of the downstream are under way. The successor created from it
 * takes the turn over, so those report to it with the permits they have. The old one is not called again.
 */
@ConsumerType
public interface CircuitBreaker {
    /** What {@link #tryAcquire} answers where the call must not be made. */
    long REJECTED = -1;

    /** Whether calls pass. */
    enum State {
        /** All do. */
        CLOSED,
        /** None does. */
        OPEN,
        /** One does, the probe. */
        HALF_OPEN
    }

    /**
     * Asks for permission to call. Where it is given, one of the two reports should follow; a breaker does not wait for it
     * for ever.
     *
     * @return the permit to report with, not negative, or {@link #REJECTED}
     */
    long tryAcquire(long nowNanos);

    /** The call with this permit has ended well; a duration below zero counts as zero. */
    void onSuccess(long permit, long nowNanos, long durationNanos);

    /** The call with this permit has failed; a duration below zero counts as zero. */
    void onFailure(long permit, long nowNanos, long durationNanos);

    /** As the last call left it: a breaker that has slept long enough stays open until it is asked. */
    State state();

    /** What a successor needs to go on. */
    BreakerSnapshot snapshot(long nowNanos);
}
