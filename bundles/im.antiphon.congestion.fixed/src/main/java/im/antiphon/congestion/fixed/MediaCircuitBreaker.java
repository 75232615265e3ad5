// SPDX-License-Identifier: Apache-2.0
package im.antiphon.congestion.fixed;

/**
 * Tells when a sender of constant rate has to step back: the RTP circuit breakers of RFC 8083, as far as receiver reports
 * can trip them.
 *
 * <ul>
 *   <li>Congestion (section 4.3): the rate sent is more than ten times what TCP would reach on this path, by the simplified
 *       equation {@code X = s / (Tr * sqrt(2 * p / 3))} with {@code s} the mean packet size, {@code Tr} the round trip and
 *       {@code p} the loss.
 *   <li>Media timeout (section 4.1): nothing sent has arrived.
 * </ul>
 *
 * <p>Either must hold over a whole interval of at least three reports and ten round trips (of 15 s at most), so that a burst
 * of loss does not trip it. It closes after an interval in which the rate that tripped it would have been bearable again.
 * Confined to one event loop.
 */
final class MediaCircuitBreaker {
    /** Assumed until a report tells. */
    static final long DEFAULT_ROUND_TRIP_NANOS = 100_000_000L;

    private static final int LEAST_REPORTS = 3;
    private static final int LEAST_ROUND_TRIPS = 10;
    private static final long LONGEST_INTERVAL_NANOS = 15_000_000_000L;
    private static final double TOLERATED_EXCESS_OVER_TCP = 10;
    private static final double NANOS_PER_SECOND = 1e9;

    private boolean open;
    private double trippedBytesPerSecond;
    private long roundTripNanos;

    private boolean started;
    private long startNanos;
    private int reports;
    private double lossSum;
    private long packets;
    private long sizeInBytes;

    /** @param roundTripNanos known from before, or -1 */
    MediaCircuitBreaker(long roundTripNanos) {
        this.roundTripNanos = roundTripNanos > 0 ? roundTripNanos : DEFAULT_ROUND_TRIP_NANOS;
    }

    /** Whether the sender has to step back. */
    boolean isOpen() {
        return open;
    }

    void onPacketSent(long nowNanos, int packetSizeInBytes) {
        if (!started) {
            start(nowNanos);
        }
        packets++;
        sizeInBytes += packetSizeInBytes;
    }

    /**
     * One receiver report.
     *
     * @param lossFraction 0..1
     * @param reportedRoundTripNanos or -1
     */
    void onReport(long nowNanos, double lossFraction, long reportedRoundTripNanos) {
        if (!started) {
            return;
        }
        if (reportedRoundTripNanos > 0) {
            roundTripNanos = reportedRoundTripNanos;
        }
        reports++;
        lossSum += lossFraction;
        long elapsedNanos = nowNanos - startNanos;
        long leastNanos = Math.min(LEAST_ROUND_TRIPS * roundTripNanos, LONGEST_INTERVAL_NANOS);
        if (reports >= LEAST_REPORTS && elapsedNanos >= leastNanos && elapsedNanos > 0) {
            judge(elapsedNanos);
            start(nowNanos);
        }
    }

    private void judge(long elapsedNanos) {
        if (packets == 0) {
            return;
        }
        double loss = lossSum / reports;
        double meanSize = (double) sizeInBytes / packets;
        // Once open, what is sent is little; the question is whether all of it might be sent again.
        double bytesPerSecond = open ? trippedBytesPerSecond : sizeInBytes * NANOS_PER_SECOND / elapsedNanos;
        double tcpBytesPerSecond = meanSize * NANOS_PER_SECOND / (roundTripNanos * Math.sqrt(2 * loss / 3));
        open = loss >= 1 || bytesPerSecond > TOLERATED_EXCESS_OVER_TCP * tcpBytesPerSecond;
        trippedBytesPerSecond = bytesPerSecond;
    }

    private void start(long nowNanos) {
        started = true;
        startNanos = nowNanos;
        reports = 0;
        lossSum = 0;
        packets = 0;
        sizeInBytes = 0;
    }
}
