// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

/**
 * How much one client may ask for.
 *
 * @param participantsPerRoom more are turned away with {@code room-full}
 * @param errors so many refused messages within {@code errorWindowNanos} end the session
 * @param heartbeatSeconds how often a client should be heard, as the welcome tells it
 * @param timeoutSeconds after how much silence the transport gives it up, as the welcome tells it
 * @param retention how long, and how much, it may be away
 */
public record SignalingLimits(
        int participantsPerRoom,
        int errors,
        long errorWindowNanos,
        int heartbeatSeconds,
        int timeoutSeconds,
        Retention retention) {
    /** 1,000 participants; 20 errors within 10 seconds; heartbeats every 15 of 30 seconds. */
    public static final SignalingLimits DEFAULT =
            new SignalingLimits(1_000, 20, 10_000_000_000L, 15, 30, Retention.DEFAULT);

    /** Longest {@code id} of a message, and longest {@code to}. A session id has 55 at most. */
    static final int ID_LENGTH = 64;

    /** Longest name of a participant. */
    static final int NAME_LENGTH = 64;

    /** Most users in one {@code invite}. */
    static final int INVITED_USERS = 100;

    /** Most users in one {@code presence}. */
    static final int WATCHED_USERS = 500;

    /** Largest {@code state}, bytes of JSON in UTF-8. */
    static final int STATE_SIZE = 1_024;

    public SignalingLimits {
        if (participantsPerRoom < 1) {
            throw new IllegalArgumentException("participantsPerRoom: " + participantsPerRoom + " (expected: >= 1)");
        }
        if (errors < 1 || errors > 10_000) {
            throw new IllegalArgumentException("errors: " + errors + " (expected: 1..10000)");
        }
        if (heartbeatSeconds < 1 || timeoutSeconds <= heartbeatSeconds) {
            throw new IllegalArgumentException(
                    "timeoutSeconds: " + timeoutSeconds + " (expected: > heartbeatSeconds, " + heartbeatSeconds + ")");
        }
    }
}
