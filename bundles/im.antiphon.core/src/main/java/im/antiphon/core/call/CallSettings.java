// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

/**
 * What holds for a call.
 *
 * @param ringNanos after which an invitation has found no answer
 * @param aloneNanos after which a group ends for one who is left alone in it, with nobody invited
 * @param maximumLegs users that a call may have had in all
 * @param callWaiting whether a user whose devices are all in calls is told of another; else the leg ends busy
 */
public record CallSettings(long ringNanos, long aloneNanos, int maximumLegs, boolean callWaiting) {
    /** 45 seconds of ringing, five minutes alone, 100 legs, call waiting. */
    public static final CallSettings DEFAULT = new CallSettings(45_000_000_000L, 300_000_000_000L, 100, true);

    public CallSettings {
        if (ringNanos < 1) {
            throw new IllegalArgumentException("ringNanos: " + ringNanos + " (expected: >= 1)");
        }
        if (aloneNanos < 1) {
            throw new IllegalArgumentException("aloneNanos: " + aloneNanos + " (expected: >= 1)");
        }
        if (maximumLegs < 2) {
            throw new IllegalArgumentException("maximumLegs: " + maximumLegs + " (expected: >= 2)");
        }
    }
}
