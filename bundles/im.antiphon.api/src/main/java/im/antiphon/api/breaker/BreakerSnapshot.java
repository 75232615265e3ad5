// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.breaker;

/**
 * What one breaker hands to its successor: figures any breaker can make sense of, and no object of the plugin's own.
 *
 * @param state where it stood
 * @param sinceNanos when it came to that state, which for {@link CircuitBreaker.State#HALF_OPEN} is when the latest probe
 *     was permitted; a successor takes a time in its future for the present
 * @param turn the number of the turn, see {@link CircuitBreaker}
 * @param consecutiveFailures failures since the last success, in this turn
 * @param successes in the window, while closed; for the successor they happened just now
 * @param failures in the window, while closed; for the successor they happened just now
 */
public record BreakerSnapshot(
        CircuitBreaker.State state, long sinceNanos, long turn, int consecutiveFailures, int successes, int failures) {
    /** The highest turn; 0 comes after it. */
    public static final long MAXIMUM_TURN = Long.MAX_VALUE / 2;

    public BreakerSnapshot {
        if (turn < 0 || turn > MAXIMUM_TURN) {
            throw new IllegalArgumentException("turn: " + turn + " (expected: 0.." + MAXIMUM_TURN + ")");
        }
        requireCount("consecutiveFailures", consecutiveFailures);
        requireCount("successes", successes);
        requireCount("failures", failures);
    }

    private static void requireCount(String name, int count) {
        if (count < 0) {
            throw new IllegalArgumentException(name + ": " + count + " (expected: >= 0)");
        }
    }
}
