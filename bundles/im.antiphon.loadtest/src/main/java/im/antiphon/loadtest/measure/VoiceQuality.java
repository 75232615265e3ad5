// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.measure;

import im.antiphon.load.LatencySummary;
import im.antiphon.load.SourceStatistics;

/**
 * How a voice is likely to be judged, from how its packets came: the E-model of ITU-T G.107 in the simplification of Cole and
 * Rosenbluth (2001), R = 93.2 - Id - Ie,eff, with constants for Opus.
 *
 * <ul>
 *   <li>Delay, mouth to ear: 26.5 ms in the encoder (a frame of 20 ms and Opus' look-ahead), the way of the median packet, and
 *       a playout buffer as deep as the latest packet in a thousand needs, but not deeper than 200 ms.
 *   <li>Loss: what did not come, and what came too late for that buffer. Ie = 0, and Bpl = 10: packet loss concealment as a
 *       decoder does it without in-band redundancy. Losses count as random (BurstR = 1).
 * </ul>
 *
 * <p>An estimate for comparing runs and for gates; nobody has listened.
 */
public final class VoiceQuality {
    /** What the model gives where nothing is lost and nothing delayed. */
    public static final double BEST_MOS = 4.41;

    private static final double BASE_R = 93.2;
    private static final double WORST_IMPAIRMENT = 95;
    private static final double ROBUSTNESS = 10;
    private static final double ENCODER_MILLIS = 26.5;
    private static final double NANOS_PER_MILLI = 1e6;

    private VoiceQuality() {}

    /** Of one stream; 1, the worst, where nothing of it came. */
    public static double mos(SourceStatistics source, long lost) {
        long expected = source.received() + lost;
        if (source.received() == 0) {
            return 1;
        }
        LatencySummary latency = source.latency();
        long playoutNanos = Math.min(
                latency.percentile999Nanos(), latency.medianNanos() + SourceStatistics.LONGEST_PLAYOUT_DELAY_NANOS);
        double lossFraction = (lost + source.late()) / (double) expected;
        return mos(ENCODER_MILLIS + playoutNanos / NANOS_PER_MILLI, Math.min(1, lossFraction));
    }

    /** @param delayMillis from mouth to ear */
    public static double mos(double delayMillis, double lossFraction) {
        double delayed = 0.024 * delayMillis + (delayMillis > 177.3 ? 0.11 * (delayMillis - 177.3) : 0);
        double lossPercent = 100 * lossFraction;
        double impaired = WORST_IMPAIRMENT * lossPercent / (lossPercent + ROBUSTNESS);
        return ofRating(BASE_R - delayed - impaired);
    }

    /** ITU-T G.107, annex B. */
    private static double ofRating(double r) {
        if (r <= 0) {
            return 1;
        }
        if (r >= 100) {
            return 4.5;
        }
        return Math.max(1, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6);
    }
}
