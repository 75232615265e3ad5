// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

/**
 * Gives numbers that start again at zero their full length, so that everything behind the door compares them as they are:
 * 16-bit sequence numbers, 24-bit reference times. A number means the value nearest to the highest seen, so reordering across
 * the wrap is no matter, and a gap of half the range or more is read as going back. Confined to one event loop.
 */
public final class SequenceExtender {
    private final int bits;
    private boolean started;
    private long highest;

    /** For RTP's 16-bit sequence numbers. */
    public SequenceExtender() {
        this(16);
    }

    /** @param bits length of the numbers on the wire, 1..31 */
    public SequenceExtender(int bits) {
        this.bits = Checks.range("bits", bits, 1, 31);
    }

    /**
     * The full value. The first number stands for itself; one that comes late from before it is negative.
     *
     * @param number its lower bits count
     */
    public long extend(int number) {
        if (!started) {
            started = true;
            highest = number & (1L << bits) - 1;
            return highest;
        }
        long extended = nearest(highest, number, bits);
        highest = Math.max(highest, extended);
        return extended;
    }

    /** The highest value given out, or -1 before the first. */
    public long highest() {
        return started ? highest : -1;
    }

    /** Goes on from {@code highest}: a swap or a move to another node keeps its numbers. */
    public void seed(long highest) {
        this.started = true;
        this.highest = highest;
    }

    /** The value nearest to {@code reference} whose lower 16 bits are {@code sequenceNumber}. */
    public static long nearest(long reference, int sequenceNumber) {
        return nearest(reference, sequenceNumber, 16);
    }

    private static long nearest(long reference, int number, int bits) {
        int unused = 32 - bits;
        int difference = (number - (int) reference) << unused >> unused;
        return reference + difference;
    }
}
