// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.measure;

import java.util.List;

/**
 * All voices at all listeners, over the time that counts.
 *
 * @param listeners who could hear somebody
 * @param streamsExpected voices there were for each of them, together
 * @param streamsHeard those of which anything came
 * @param lossFraction of all packets that listeners should have had
 * @param latency from sender to listener
 * @param jitter of streams, each once
 * @param mos of listeners, each by its worst stream
 * @param worst the worst streams, by quality
 */
public record MediaResult(
        long sent,
        long listeners,
        long streamsExpected,
        long streamsHeard,
        long received,
        long lost,
        long duplicated,
        long reordered,
        long late,
        double lossFraction,
        double worstStreamLossFraction,
        Percentiles latency,
        Percentiles jitter,
        double longestGapMillis,
        Mos mos,
        List<StreamResult> worst) {

    /**
     * Listeners' estimated mean opinion scores, 1 to 4.41.
     *
     * @param counts how many listeners have at least 1.0, 1.1 and so on up to 4.4
     */
    public record Mos(double mean, double p50, double p5, double least, List<Long> counts) {
        private static final double LEAST = 1;
        private static final double STEPS_PER_POINT = 10;

        /** Which of the counts is for that score. */
        static int index(double mos) {
            return (int) Math.floor((mos - LEAST) * STEPS_PER_POINT + 1e-6);
        }
    }
}
