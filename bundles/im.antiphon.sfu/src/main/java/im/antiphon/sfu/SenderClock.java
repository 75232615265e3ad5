// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

/**
 * What a sender's reports say about its RTP clock (RFC 3550, section 6.4.1): which wall-clock time a timestamp stands for.
 * Forwarded reports keep that relation, so that a listener can align one person's voice and picture.
 */
final class SenderClock {
    private long ntp;
    private int rtpTimestamp;
    private long arrivalNanos;
    private boolean known;

    void onSenderReport(long nowNanos, long ntpTimestamp, int timestamp) {
        ntp = ntpTimestamp;
        rtpTimestamp = timestamp;
        arrivalNanos = nowNanos;
        known = true;
    }

    void forget() {
        known = false;
    }

    boolean known() {
        return known;
    }

    /** The sender's wall clock now, in NTP's 32.32 form. */
    long ntpAt(long nowNanos) {
        return ntp + ntpOfNanos(nowNanos - arrivalNanos);
    }

    /** The sender's RTP clock now. */
    int timestampAt(long nowNanos, int clockRate) {
        return rtpTimestamp + Ticks.ofNanos(nowNanos - arrivalNanos, clockRate);
    }

    private static long ntpOfNanos(long nanos) {
        long seconds = Math.floorDiv(nanos, 1_000_000_000L);
        long rest = Math.floorMod(nanos, 1_000_000_000L);
        return (seconds << 32) + (rest << 32) / 1_000_000_000L;
    }
}
