// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.measure;

import im.antiphon.load.SourceStatistics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.HdrHistogram.Histogram;

/**
 * Adds up what listeners heard, as they leave. It keeps sums, and of streams only the worst, so that a day of comings and
 * goings takes no more memory than a minute. Safe from any thread.
 */
public final class MediaTally {
    /** Streams listed one by one. */
    private static final int MOST_WORST = 20;
    /** Of a stream with fewer packets nothing is said about quality: one late packet would decide. */
    private static final int LEAST_PACKETS_JUDGED = 20;
    /** Scores are kept to a hundredth. */
    private static final int SCORE_STEPS = 100;

    private static final int BEST_SCORE = 450;

    private final Timings jitter = new Timings();
    private final Histogram scores = new Histogram(BEST_SCORE, 3);
    private final PriorityQueue<StreamResult> worst = new PriorityQueue<>(
            Comparator.comparingDouble(StreamResult::mos).reversed().thenComparingDouble(StreamResult::gapMillis));
    private long listeners;
    private long streamsExpected;
    private long streamsHeard;
    private long received;
    private long lost;
    private long duplicated;
    private long reordered;
    private long late;
    private double worstLossFraction;
    private double longestGapMillis;

    /**
     * Adds one listener.
     *
     * @param expected how many voices there were for it
     * @param everyVoice whether it can hear all that there are at once
     */
    public synchronized void add(String listener, int expected, boolean everyVoice, List<SourceStatistics> sources) {
        listeners++;
        streamsExpected += expected;
        int heard = 0;
        boolean judged = false;
        double least = VoiceQuality.BEST_MOS;
        for (SourceStatistics source : sources) {
            if (source.received() > 0) {
                heard++;
                StreamResult stream = StreamResult.of(listener, source, everyVoice);
                add(stream);
                if (stream.received() + stream.lost() >= LEAST_PACKETS_JUDGED) {
                    judged = true;
                    least = Math.min(least, stream.mos());
                    rank(stream);
                }
            }
        }
        streamsHeard += Math.min(heard, expected);
        if (judged || heard == 0 && expected > 0) {
            scores.recordValue(Math.round(SCORE_STEPS * (heard == 0 ? 1 : least)));
        }
    }

    private void add(StreamResult stream) {
        received += stream.received();
        lost += stream.lost();
        duplicated += stream.duplicated();
        reordered += stream.reordered();
        late += stream.late();
        worstLossFraction = Math.max(worstLossFraction, stream.lossFraction());
        longestGapMillis = Math.max(longestGapMillis, stream.gapMillis());
        jitter.add((long) (stream.jitterMillis() * 1e6));
    }

    private void rank(StreamResult stream) {
        worst.add(stream);
        if (worst.size() > MOST_WORST) {
            worst.poll();
        }
    }

    /** @param sent packets of all senders */
    public synchronized MediaResult result(long sent, Percentiles latency) {
        List<StreamResult> listed = new ArrayList<>(worst);
        listed.sort(Comparator.comparingDouble(StreamResult::mos)
                .thenComparing(
                        Comparator.comparingDouble(StreamResult::gapMillis).reversed()));
        return new MediaResult(
                sent,
                listeners,
                streamsExpected,
                streamsHeard,
                received,
                lost,
                duplicated,
                reordered,
                late,
                received + lost == 0 ? 0 : lost / (double) (received + lost),
                worstLossFraction,
                latency,
                jitter.percentiles(),
                longestGapMillis,
                scores(),
                listed);
    }

    private MediaResult.Mos scores() {
        if (scores.getTotalCount() == 0) {
            return new MediaResult.Mos(0, 0, 0, 0, List.of());
        }
        List<Long> counts = new ArrayList<>();
        for (int score = SCORE_STEPS; score <= 440; score += 10) {
            counts.add(scores.getCountBetweenValues(score, BEST_SCORE));
        }
        return new MediaResult.Mos(
                Math.round(scores.getMean()) / (double) SCORE_STEPS,
                scores.getValueAtPercentile(50) / (double) SCORE_STEPS,
                scores.getValueAtPercentile(5) / (double) SCORE_STEPS,
                scores.getMinValue() / (double) SCORE_STEPS,
                counts);
    }
}
