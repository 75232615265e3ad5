// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import java.util.Arrays;

/**
 * What a listener reports about one stream sent to it, and the round trip that follows from it: each sender report is remembered
 * under the middle bits of its NTP time until the listener names it (RFC 3550, section 6.4.1, LSR and DLSR).
 */
final class ReportHistory {
    private static final int REMEMBERED = 4;

    private final int[] ntpMiddle = new int[REMEMBERED];
    private final long[] sentNanos = new long[REMEMBERED];
    private int next;

    private double lossFraction;
    private int jitterTicks;
    private long roundTripNanos = -1;

    ReportHistory() {
        Arrays.fill(sentNanos, Long.MIN_VALUE);
    }

    void onSent(long nowNanos, int middle) {
        ntpMiddle[next] = middle;
        sentNanos[next] = nowNanos;
        next = (next + 1) % REMEMBERED;
    }

    /**
     * One report block about the stream.
     *
     * @param fractionLost in 1/256
     * @param delay DLSR, in 1/65536 s
     */
    void onReport(long nowNanos, int fractionLost, int jitter, int lastSenderReport, int delay) {
        lossFraction = fractionLost / 256.0;
        jitterTicks = jitter;
        roundTripNanos = -1;
        for (int i = 0; i < REMEMBERED; i++) {
            if (lastSenderReport != 0 && sentNanos[i] != Long.MIN_VALUE && ntpMiddle[i] == lastSenderReport) {
                long heldNanos = Integer.toUnsignedLong(delay) * 1_000_000_000L >> 16;
                roundTripNanos = Math.max(0, nowNanos - sentNanos[i] - heldNanos);
            }
        }
    }

    double lossFraction() {
        return lossFraction;
    }

    /** In units of the stream's clock, unsigned. */
    long jitterTicks() {
        return Integer.toUnsignedLong(jitterTicks);
    }

    /** Or -1 where the last report had no basis for it. */
    long roundTripNanos() {
        return roundTripNanos;
    }
}
