// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import java.nio.ByteBuffer;

/**
 * Collects what one {@link TransportFeedback} packet shall say and packs it into chunks. {@link TransportFeedbackRecorder} drives
 * it from arrivals; tests and simulated receivers may drive it by hand. Reused, allocates only when created, confined to one event
 * loop.
 */
public final class TransportFeedbackBuilder {
    private final byte[] symbols;
    private final short[] deltas;
    private int baseSequenceNumber;
    private int referenceTime;
    private int feedbackPacketCount;
    private int count;
    private int deltaBytes;

    /** @param capacity how many packets one feedback packet speaks of at most, 1..65535 */
    public TransportFeedbackBuilder(int capacity) {
        Checks.range("capacity", capacity, 1, 0xffff);
        this.symbols = new byte[capacity];
        this.deltas = new short[capacity];
    }

    /**
     * Starts a feedback packet.
     *
     * @param baseSequenceNumber of the first packet to be added, 0..65535
     * @param referenceTime in units of {@link TransportFeedback#REFERENCE_TICK_NANOS}; its lower 24 bits count
     * @param feedbackPacketCount its lower 8 bits count
     */
    public void begin(int baseSequenceNumber, int referenceTime, int feedbackPacketCount) {
        this.baseSequenceNumber = Checks.range("baseSequenceNumber", baseSequenceNumber, 0, 0xffff);
        this.referenceTime = referenceTime;
        this.feedbackPacketCount = feedbackPacketCount;
        this.count = 0;
        this.deltaBytes = 0;
    }

    /** The next packet has not arrived; false if the builder is full. */
    public boolean lost() {
        return add(TransportFeedback.NOT_RECEIVED, 0);
    }

    /**
     * The next packet has arrived; false if the builder is full.
     *
     * @param deltaTicks after the packet before, or the reference time, in {@link TransportFeedback#DELTA_TICK_NANOS}; 16 bits
     */
    public boolean received(int deltaTicks) {
        Checks.range("deltaTicks", deltaTicks, Short.MIN_VALUE, Short.MAX_VALUE);
        boolean small = deltaTicks >= 0 && deltaTicks <= 0xff;
        return add(small ? TransportFeedback.SMALL_DELTA : TransportFeedback.LARGE_DELTA, deltaTicks);
    }

    private boolean add(int symbol, int delta) {
        if (count == symbols.length) {
            return false;
        }
        symbols[count] = (byte) symbol;
        deltas[count] = (short) delta;
        count++;
        deltaBytes += symbol;
        return true;
    }

    /** How many packets have been added. */
    public int count() {
        return count;
    }

    /** No more bytes than this, whichever chunks are chosen; a multiple of four. */
    int mostBytes() {
        int chunks = (count + TransportFeedback.TWO_BIT_SYMBOLS - 1) / TransportFeedback.TWO_BIT_SYMBOLS;
        return TransportFeedback.CHUNKS_OFFSET + 2 * chunks + deltaBytes + 3 & ~3;
    }

    /** Writes everything behind the media SSRC, filled up to whole words; returns the end. */
    int writeInformation(ByteBuffer buffer, int offset) {
        buffer.putShort(offset, (short) baseSequenceNumber);
        buffer.putShort(offset + 2, (short) count);
        buffer.putInt(offset + 4, referenceTime << 8 | feedbackPacketCount & 0xff);
        int position = offset + 8;
        int index = 0;
        while (index < count) {
            int run = runLength(index);
            int chunk;
            if (run == count - index || run >= TransportFeedback.ONE_BIT_SYMBOLS) {
                chunk = symbols[index] << 13 | run;
                index += run;
            } else if (hasNoLargeDelta(index)) {
                chunk = 0x8000 | vector(index, TransportFeedback.ONE_BIT_SYMBOLS, 1);
                index += TransportFeedback.ONE_BIT_SYMBOLS;
            } else if (run >= TransportFeedback.TWO_BIT_SYMBOLS) {
                chunk = symbols[index] << 13 | run;
                index += run;
            } else {
                chunk = 0xc000 | vector(index, TransportFeedback.TWO_BIT_SYMBOLS, 2);
                index += TransportFeedback.TWO_BIT_SYMBOLS;
            }
            buffer.putShort(position, (short) chunk);
            position += 2;
        }
        return fill(buffer, offset, writeDeltas(buffer, position));
    }

    private int runLength(int index) {
        int end = Math.min(count, index + TransportFeedback.RUN_LENGTH_MASK);
        int position = index + 1;
        while (position < end && symbols[position] == symbols[index]) {
            position++;
        }
        return position - index;
    }

    private boolean hasNoLargeDelta(int index) {
        int end = Math.min(count, index + TransportFeedback.ONE_BIT_SYMBOLS);
        for (int i = index; i < end; i++) {
            if (symbols[i] == TransportFeedback.LARGE_DELTA) {
                return false;
            }
        }
        return true;
    }

    private int vector(int index, int size, int bits) {
        int vector = 0;
        for (int i = 0; i < size; i++) {
            int symbol = index + i < count ? symbols[index + i] : TransportFeedback.NOT_RECEIVED;
            vector = vector << bits | symbol;
        }
        return vector;
    }

    private int writeDeltas(ByteBuffer buffer, int start) {
        int position = start;
        for (int i = 0; i < count; i++) {
            if (symbols[i] == TransportFeedback.SMALL_DELTA) {
                buffer.put(position, (byte) deltas[i]);
            } else if (symbols[i] == TransportFeedback.LARGE_DELTA) {
                buffer.putShort(position, deltas[i]);
            }
            position += symbols[i];
        }
        return position;
    }

    // Plain zeros, not RTCP padding: that would have to be the datagram's last packet (RFC 3550, section 6.1).
    private static int fill(ByteBuffer buffer, int offset, int start) {
        int position = start;
        while ((position - offset & 3) != 0) {
            buffer.put(position++, (byte) 0);
        }
        return position;
    }
}
