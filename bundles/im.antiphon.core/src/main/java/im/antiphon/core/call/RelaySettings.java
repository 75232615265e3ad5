// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

/**
 * Between what bounds {@link MeasuredRelayPolicy} decides.
 *
 * @param bad any figure at or above these is bad
 * @param good all figures at or below these are good; must be lower, so that nothing moves to and fro between
 * @param badNanos for how long figures must be bad in a row before a call is moved to the forwarding unit
 * @param goodNanos for how long both sides' figures must be good in a row before it is moved back
 * @param staleNanos after which a figure without a successor counts no longer
 */
public record RelaySettings(RelayFigures bad, RelayFigures good, long badNanos, long goodNanos, long staleNanos) {
    /**
     * To the unit after 3 seconds of 8 % loss, 400 ms of round trip, 60 ms of jitter or 90 % load; back after 30 seconds of
     * at most 2 %, 250 ms, 30 ms and 70 %.
     */
    public static final RelaySettings DEFAULT = new RelaySettings(
            new RelayFigures(0.08, 400, 60, 0.9, 0.9, 0.9),
            new RelayFigures(0.02, 250, 30, 0.7, 0.7, 0.7),
            3_000_000_000L,
            30_000_000_000L,
            10_000_000_000L);

    public RelaySettings {
        if (good.reaches(bad)) {
            throw new IllegalArgumentException("good: " + good + " (expected: below " + bad + " in all)");
        }
        if (badNanos < 0 || goodNanos < 0 || staleNanos < 1) {
            throw new IllegalArgumentException("badNanos, goodNanos, staleNanos: " + badNanos + ", " + goodNanos + ", "
                    + staleNanos + " (expected: >= 0, >= 0, >= 1)");
        }
    }
}
