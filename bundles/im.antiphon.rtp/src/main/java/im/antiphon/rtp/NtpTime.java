// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

/**
 * NTP's 64-bit time stamps as RTCP uses them (RFC 3550, section 4): seconds since 1900 in the upper half, their fraction in the
 * lower. Delays and round trips use the middle 32 bits, in units of 1/65536 second. Time comes in as an argument.
 */
public final class NtpTime {
    /** No round trip can be told. */
    public static final long UNKNOWN = -1;

    private static final long SECONDS_FROM_1900_TO_1970 = 2_208_988_800L;
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long ERA_SECONDS = 1L << 32;

    private NtpTime() {}

    /** @param epochNanos nanoseconds since 1970, UTC */
    public static long ofEpochNanos(long epochNanos) {
        long seconds = Math.floorDiv(epochNanos, SECOND_NANOS) + SECONDS_FROM_1900_TO_1970;
        long fraction = (Math.floorMod(epochNanos, SECOND_NANOS) << 32) / SECOND_NANOS;
        return seconds << 32 | fraction;
    }

    /** Nanoseconds since 1970, UTC. Stamps without the top bit are of the era that begins in 2036. */
    public static long toEpochNanos(long ntpTimestamp) {
        long seconds = ntpTimestamp >>> 32;
        if (ntpTimestamp >= 0) {
            seconds += ERA_SECONDS;
        }
        // Rounded up, so that a stamp made from nanoseconds gives them back.
        long nanos = ((ntpTimestamp & 0xffffffffL) * SECOND_NANOS + 0xffffffffL) >>> 32;
        return (seconds - SECONDS_FROM_1900_TO_1970) * SECOND_NANOS + nanos;
    }

    /** The middle 32 bits: what a report block calls LSR. */
    public static int middle(long ntpTimestamp) {
        return (int) (ntpTimestamp >>> 16);
    }

    /** A span in 1/65536 second, as DLSR wants it; what is too long for 32 bits is the longest there is. */
    public static int unitsOfNanos(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException("nanos: " + nanos + " (expected: >= 0)");
        }
        long seconds = nanos / SECOND_NANOS;
        return seconds > 0xffff ? -1 : (int) (seconds << 16 | (nanos % SECOND_NANOS << 16) / SECOND_NANOS);
    }

    /** A span of 1/65536 seconds, 32 bits without a sign, in nanoseconds. */
    public static long nanosOfUnits(int units) {
        return (units & 0xffffffffL) * SECOND_NANOS >>> 16;
    }

    /**
     * Round trip from a report block (RFC 3550, section 6.4.1): now - LSR - DLSR.
     *
     * @param nowMiddle the middle 32 bits of the time at which the block arrived, on the clock the sender report was stamped by
     * @return nanoseconds, or {@link #UNKNOWN} if the reporter had no sender report yet or the sum is negative
     */
    public static long roundTripNanos(int nowMiddle, int lastSenderReport, int delaySinceLastSenderReport) {
        if (lastSenderReport == 0) {
            return UNKNOWN;
        }
        int units = nowMiddle - lastSenderReport - delaySinceLastSenderReport;
        return units < 0 ? UNKNOWN : nanosOfUnits(units);
    }
}
