// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import java.util.Arrays;

/**
 * The receiver's side of transport-wide congestion control: takes note of when packets arrive and writes the feedback about them.
 * Whoever owns the deadline, usually every 50..100 ms, calls {@link #write} until it returns false. Allocates only when created,
 * confined to one event loop.
 *
 * <p>A packet is reported lost when a later one is reported; if it comes after all, the next feedback starts with it, as far as
 * memory reaches. Memory holds the last {@link #CAPACITY} numbers; what was not reported by then is left out.
 */
public final class TransportFeedbackRecorder {
    /** Numbers remembered: some four seconds of a busy audio and video transport. */
    public static final int CAPACITY = 4096;

    private static final int MASK = CAPACITY - 1;
    private static final long NEVER = Long.MIN_VALUE;
    private static final int MOST_STATUSES = 1024;

    private final long[] arrivals = new long[CAPACITY];
    private final SequenceExtender extender = new SequenceExtender();
    private final TransportFeedbackBuilder builder = new TransportFeedbackBuilder(MOST_STATUSES);
    private long firstUnreported;
    private long highest = -1;
    private boolean started;
    private int feedbackPacketCount;

    public TransportFeedbackRecorder() {
        Arrays.fill(arrivals, NEVER);
    }

    /** @param sequenceNumber transport-wide, 0..65535; one already noted is ignored */
    public void onPacket(long nowNanos, int sequenceNumber) {
        long extended = extender.extend(Checks.range("sequenceNumber", sequenceNumber, 0, 0xffff));
        if (!started) {
            started = true;
            firstUnreported = extended;
            highest = extended;
        } else if (extended > highest) {
            forget(extended);
            highest = extended;
        } else if (extended <= highest - CAPACITY || arrivals[slot(extended)] != NEVER) {
            return;
        } else if (extended < firstUnreported) {
            firstUnreported = extended;
        }
        arrivals[slot(extended)] = nowNanos;
        firstUnreported = Math.max(firstUnreported, highest - CAPACITY + 1);
    }

    private void forget(long newHighest) {
        if (newHighest - highest >= CAPACITY) {
            Arrays.fill(arrivals, NEVER);
            return;
        }
        for (long number = highest + 1; number <= newHighest; number++) {
            arrivals[slot(number)] = NEVER;
        }
    }

    private static int slot(long number) {
        return (int) number & MASK;
    }

    /** Whether there is something to report. */
    public boolean pending() {
        return started && firstUnreported <= highest;
    }

    /**
     * Writes one feedback packet about as many packets as fit; more may be pending then.
     *
     * @param roomInBytes what the writer has left for it
     * @return false if nothing is pending or the room is too small
     */
    public boolean write(RtcpWriter writer, int roomInBytes, int senderSsrc, int mediaSsrc) {
        if (!pending()) {
            return false;
        }
        long first = firstUnreported;
        while (arrivals[slot(first)] == NEVER) {
            first++;
        }
        long referenceTime = Math.floorDiv(arrivals[slot(first)], TransportFeedback.REFERENCE_TICK_NANOS);
        builder.begin((int) firstUnreported & 0xffff, (int) referenceTime, feedbackPacketCount);
        long next = collect(referenceTime * TransportFeedback.REFERENCE_TICK_NANOS, roomInBytes);
        if (builder.count() == 0 || !writer.transportFeedback(senderSsrc, mediaSsrc, builder)) {
            return false;
        }
        feedbackPacketCount++;
        firstUnreported = next;
        return true;
    }

    /** Adds statuses until none is left, the room is used, or a delta is too long; returns the first number not added. */
    private long collect(long referenceNanos, int roomInBytes) {
        // Deltas add up at the other end, so each is taken from the sum so far and rounding does not.
        long sumNanos = referenceNanos;
        long number = firstUnreported;
        while (number <= highest && builder.mostBytes() + 4 <= roomInBytes) {
            long arrival = arrivals[slot(number)];
            if (arrival == NEVER) {
                if (!builder.lost()) {
                    break;
                }
            } else {
                long ticks = Math.floorDiv(
                        arrival - sumNanos + TransportFeedback.DELTA_TICK_NANOS / 2,
                        TransportFeedback.DELTA_TICK_NANOS);
                if (ticks != (short) ticks || !builder.received((int) ticks)) {
                    break;
                }
                sumNanos += ticks * TransportFeedback.DELTA_TICK_NANOS;
            }
            number++;
        }
        return number;
    }
}
