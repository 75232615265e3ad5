// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

/**
 * How loud a source has been of late, from the levels its packets carry (RFC 6464).
 *
 * <p>An exponential mean over time of the level above silence, with a fast attack and a slow release, so that a speaker's
 * pauses between words do not cost the slot.
 *
 * <p>Told by one loop, asked by any: who asks in the middle of a change sees the loudness of one packet with the time of the next.
 */
final class LoudnessMeter {
    private static final int SILENCE_DBOV = 127;
    private static final double ATTACK_NANOS = 100e6;
    private static final double RELEASE_NANOS = 1_500e6;

    private volatile double loudness;
    private volatile long lastNanos;
    private volatile boolean known;

    /**
     * One packet's level.
     *
     * @param levelBelowOverload 0 (loudest) to 127 (silence), in −dBov
     */
    void onLevel(long nowNanos, int levelBelowOverload) {
        double level = SILENCE_DBOV - levelBelowOverload;
        loudness = known ? faded(nowNanos, level) : level;
        lastNanos = nowNanos;
        known = true;
    }

    /** 0 (silent, or unknown) to 127. A source that has stopped sending fades as if it were silent. */
    double loudness(long nowNanos) {
        return known ? faded(nowNanos, nowNanos - lastNanos > RELEASE_NANOS ? 0 : loudness) : 0;
    }

    private double faded(long nowNanos, double towards) {
        double before = loudness;
        double constant = towards > before ? ATTACK_NANOS : RELEASE_NANOS;
        double weight = 1 - Math.exp(-Math.max(0, nowNanos - lastNanos) / constant);
        return before + (towards - before) * weight;
    }
}
