// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

/**
 * What a receiver knows of one source: loss, jitter, rate (RFC 3550, sections 6.4.1 and A.1, A.3, A.8). Fed with every packet of
 * the source, asked for a block each time a report goes out. Allocates only when created, confined to one event loop.
 */
public final class ReceptionStatistics {
    /** Packets in sequence before a source is believed, as RFC 3550 suggests for sources nobody announced. */
    public static final int CAUTIOUS_PROBATION = 2;

    private static final int MOST_DROPOUT = 3000;
    private static final int MOST_MISORDER = 100;
    private static final int CYCLE = 1 << 16;
    private static final int NO_JUMP = CYCLE + 1;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final int clockRate;
    private final int probation;
    private final RateMeter rate = new RateMeter();
    private int leftOnProbation;
    private boolean started;

    // Named as in A.1: cycles counts wraps in units of 65536, a second packet in sequence confirms a jump.
    private long cycles;
    private int highest;
    private long base;
    private int afterJump = NO_JUMP;
    private long received;
    private long receivedBytes;

    private long expectedAtReport;
    private long receivedAtReport;

    private int transit;
    private boolean transitKnown;
    private long jitterTimes16;

    private int lastSenderReport;
    private long lastSenderReportNanos;

    /**
     * For a source that signaling announced: believed from its first packet.
     *
     * @param clockRate of the RTP timestamp, in Hz
     */
    public ReceptionStatistics(int clockRate) {
        this(clockRate, 0);
    }

    /** @param probation packets in sequence before the source is believed, 0 for none */
    public ReceptionStatistics(int clockRate, int probation) {
        this.clockRate = Checks.range("clockRate", clockRate, 1, Integer.MAX_VALUE);
        this.probation = Checks.range("probation", probation, 0, 100);
        this.leftOnProbation = probation;
    }

    /**
     * Counts a packet.
     *
     * @param sizeInBytes for the rate: whatever the caller wants it to mean
     * @return whether it counts: not while on probation, nor if its number is so far off that it must be confirmed by a second
     */
    public boolean onPacket(long nowNanos, int sequenceNumber, int timestamp, int sizeInBytes) {
        Checks.range("sequenceNumber", sequenceNumber, 0, 0xffff);
        if (!accept(sequenceNumber)) {
            return false;
        }
        received++;
        receivedBytes += sizeInBytes;
        rate.add(nowNanos, sizeInBytes);
        measureJitter(nowNanos, timestamp);
        return true;
    }

    private boolean accept(int sequenceNumber) {
        if (leftOnProbation > 0) {
            return serve(sequenceNumber);
        }
        if (!started) {
            restart(sequenceNumber);
            return true;
        }
        int ahead = sequenceNumber - highest & 0xffff;
        if (ahead < MOST_DROPOUT) {
            if (sequenceNumber < highest) {
                cycles += CYCLE;
            }
            highest = sequenceNumber;
        } else if (ahead <= CYCLE - MOST_MISORDER) {
            if (sequenceNumber != afterJump) {
                afterJump = sequenceNumber + 1 & 0xffff;
                return false;
            }
            restart(sequenceNumber);
        }
        return true;
    }

    private boolean serve(int sequenceNumber) {
        boolean inSequence = started && sequenceNumber == (highest + 1 & 0xffff);
        started = true;
        highest = sequenceNumber;
        leftOnProbation = inSequence ? leftOnProbation - 1 : probation - 1;
        if (leftOnProbation > 0) {
            return false;
        }
        restart(sequenceNumber);
        return true;
    }

    private void restart(int sequenceNumber) {
        started = true;
        base = sequenceNumber;
        highest = sequenceNumber;
        cycles = 0;
        afterJump = NO_JUMP;
        received = 0;
        receivedAtReport = 0;
        expectedAtReport = 0;
        transitKnown = false;
    }

    private void measureJitter(long nowNanos, int timestamp) {
        long seconds = Math.floorDiv(nowNanos, SECOND_NANOS);
        long arrival = seconds * clockRate + Math.floorMod(nowNanos, SECOND_NANOS) * clockRate / SECOND_NANOS;
        int newTransit = (int) arrival - timestamp;
        if (transitKnown) {
            long difference = Math.abs((long) (newTransit - transit));
            jitterTimes16 += difference - (jitterTimes16 + 8 >> 4);
        }
        transit = newTransit;
        transitKnown = true;
    }

    /** The source sent a report; the next block refers to it. */
    public void onSenderReport(long nowNanos, long ntpTimestamp) {
        lastSenderReport = NtpTime.middle(ntpTimestamp);
        lastSenderReportNanos = nowNanos;
    }

    /**
     * Fills in a block, all but its SSRC, and begins a new interval for the fraction lost.
     *
     * @param block as {@link RtcpWriter#reportBlock} left it
     */
    public void report(long nowNanos, ReportBlock block) {
        block.fractionLost(fractionLost());
        block.cumulativeLost(cumulativeLost());
        block.extendedHighestSequenceNumber((int) extendedHighestSequenceNumber());
        block.jitter(jitter());
        block.lastSenderReport(lastSenderReport);
        block.delaySinceLastSenderReport(
                lastSenderReport == 0 ? 0 : NtpTime.unitsOfNanos(Math.max(0, nowNanos - lastSenderReportNanos)));
        expectedAtReport = expected();
        receivedAtReport = received;
    }

    /** Lost since the last report in 1/256, as it would be reported now. */
    public int fractionLost() {
        long expected = expected() - expectedAtReport;
        long lost = expected - (received - receivedAtReport);
        return expected == 0 || lost <= 0 ? 0 : (int) Math.min(255, (lost << 8) / expected);
    }

    /** Within the 24 bits of a report; negative where duplicates outnumber losses. */
    public int cumulativeLost() {
        return (int) Math.max(ReportBlock.LEAST_LOST, Math.min(ReportBlock.MOST_LOST, expected() - received));
    }

    /** How many packets the source has sent, by their numbers, since it was first believed or last started again. */
    public long expected() {
        return received == 0 ? 0 : extendedHighestSequenceNumber() - base + 1;
    }

    /** Sequence number with its cycles; a report takes the lower 32 bits. */
    public long extendedHighestSequenceNumber() {
        return cycles + highest;
    }

    /** Interarrival jitter in units of the RTP timestamp; 32 bits without a sign. */
    public int jitter() {
        return (int) (jitterTimes16 >> 4);
    }

    /** As {@link #jitter}, in time. */
    public long jitterNanos() {
        return (jitterTimes16 >> 4) * SECOND_NANOS / clockRate;
    }

    /** Packets that counted, duplicates among them, since the source was first believed or last started again. */
    public long receivedPackets() {
        return received;
    }

    /** Bytes of all packets that ever counted. */
    public long receivedBytes() {
        return receivedBytes;
    }

    /** Over the last second. */
    public long bitsPerSecond(long nowNanos) {
        return rate.bitsPerSecond(nowNanos);
    }
}
