// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.measure;

import im.antiphon.load.SourceStatistics;

/**
 * How one voice came to one listener.
 *
 * @param speaker the number of who was heard last
 * @param lost packets that did not come
 * @param late packets that came too late to be played
 * @param gapMillis the longest time without what should have been heard
 * @param mos as {@link VoiceQuality} estimates it
 */
public record StreamResult(
        String listener,
        int speaker,
        long received,
        long lost,
        long duplicated,
        long reordered,
        long late,
        double p50Millis,
        double p99Millis,
        double jitterMillis,
        double gapMillis,
        double mos) {
    private static final double NANOS_PER_MILLI = 1e6;

    /** @param everyVoice whether the listener can hear all there are, so that what is missing of a sender is lost */
    public static StreamResult of(String listener, SourceStatistics source, boolean everyVoice) {
        long lost = everyVoice ? Math.max(source.lost(), source.missing()) : source.lost();
        return new StreamResult(
                listener,
                source.senderId(),
                source.received(),
                lost,
                source.duplicated(),
                source.reordered(),
                source.late(),
                millis(source.latency().medianNanos()),
                millis(source.latency().percentile99Nanos()),
                millis(source.jitterNanos()),
                millis(source.longestGapNanos()),
                Math.round(100 * VoiceQuality.mos(source, lost)) / 100.0);
    }

    private static double millis(long nanos) {
        return Math.round(nanos / 1000.0) * 1000 / NANOS_PER_MILLI;
    }

    public double lossFraction() {
        return received + lost == 0 ? 0 : lost / (double) (received + lost);
    }
}
