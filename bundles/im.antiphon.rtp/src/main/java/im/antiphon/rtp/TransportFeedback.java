// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import org.jspecify.annotations.Nullable;

/**
 * When each packet of a transport arrived; a cursor over packets, by transport-wide sequence number.
 *
 * <pre>
 * draft-holmer-rmcat-transport-wide-cc-extensions-01, section 3.1; what follows the media SSRC
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      base sequence number     |      packet status count      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                 reference time                | fb pkt. count |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          packet chunk         |         packet chunk          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |         packet chunk          |  recv delta   |  recv delta   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * Run length      0 S S  length in 13 bits
 * Status vector   1 0    fourteen symbols of one bit: received with a small delta, or not
 *                 1 1    seven symbols of two bits
 * Symbols         0 not received, 1 small delta (8 bits, no sign), 2 large or negative delta (16 bits, signed)
 * </pre>
 */
public final class TransportFeedback extends FeedbackView {
    /** One unit of the reference time. */
    public static final long REFERENCE_TICK_NANOS = 64_000_000L;
    /** One unit of a delta. */
    public static final long DELTA_TICK_NANOS = 250_000L;
    /** Reference times start again after so many bits: feed them to a {@link SequenceExtender}. */
    public static final int REFERENCE_TIME_BITS = 24;

    static final int NOT_RECEIVED = 0;
    static final int SMALL_DELTA = 1;
    static final int LARGE_DELTA = 2;
    static final int RUN_LENGTH_MASK = 0x1fff;
    static final int ONE_BIT_SYMBOLS = 14;
    static final int TWO_BIT_SYMBOLS = 7;
    static final int CHUNKS_OFFSET = HEADER_LENGTH + 8;

    private int deltasOffset;
    private int packetsLeft;
    private int chunkOffset;
    private int chunkLeft;
    private int deltaOffset;
    private int sequenceNumber;
    private boolean received;
    private long sinceReferenceTicks;

    public TransportFeedback() {
        super(RtcpKind.TRANSPORT_FEEDBACK);
    }

    @Override
    @Nullable
    DropReason checkInformation(int informationLength) {
        if (length < CHUNKS_OFFSET) {
            return DropReason.BAD_LENGTH;
        }
        int left = packetStatusCount();
        if (left == 0) {
            return DropReason.PROTOCOL_VIOLATION;
        }
        int position = offset + CHUNKS_OFFSET;
        int deltaBytes = 0;
        while (left > 0) {
            if (position + 2 > end()) {
                return DropReason.BAD_LENGTH;
            }
            int chunk = buffer.getShort(position) & 0xffff;
            int symbols = Math.min(left, symbolsOf(chunk));
            int bytes = deltaBytesOf(chunk, symbols);
            if (bytes < 0) {
                return DropReason.PROTOCOL_VIOLATION;
            }
            deltaBytes += bytes;
            left -= symbols;
            position += 2;
        }
        if (deltaBytes > end() - position) {
            return DropReason.BAD_LENGTH;
        }
        deltasOffset = position;
        rewind();
        return null;
    }

    private static int symbolsOf(int chunk) {
        if (chunk < 0x8000) {
            return chunk & RUN_LENGTH_MASK;
        }
        return (chunk & 0x4000) == 0 ? ONE_BIT_SYMBOLS : TWO_BIT_SYMBOLS;
    }

    private static int symbolOf(int chunk, int index) {
        if (chunk < 0x8000) {
            return chunk >>> 13;
        }
        return (chunk & 0x4000) == 0
                ? chunk >>> ONE_BIT_SYMBOLS - 1 - index & 1
                : chunk >>> 2 * (TWO_BIT_SYMBOLS - 1 - index) & 3;
    }

    /** What the first so many symbols of a chunk take in deltas, or -1 if one of them is the reserved fourth. */
    private static int deltaBytesOf(int chunk, int symbols) {
        if (chunk < 0x8000) {
            int symbol = chunk >>> 13;
            return symbol > LARGE_DELTA ? -1 : symbol * symbols;
        }
        int bytes = 0;
        for (int i = 0; i < symbols; i++) {
            int symbol = symbolOf(chunk, i);
            if (symbol > LARGE_DELTA) {
                return -1;
            }
            // A symbol's value is also how many bytes its delta takes.
            bytes += symbol;
        }
        return bytes;
    }

    /** Puts the cursor before the first packet, where {@link #wrap} left it. */
    public void rewind() {
        packetsLeft = packetStatusCount();
        chunkOffset = offset + CHUNKS_OFFSET - 2;
        chunkLeft = 0;
        deltaOffset = deltasOffset;
        sequenceNumber = baseSequenceNumber() - 1 & 0xffff;
        sinceReferenceTicks = 0;
        received = false;
    }

    /** Of the first packet spoken of. */
    public int baseSequenceNumber() {
        return buffer.getShort(offset + HEADER_LENGTH) & 0xffff;
    }

    /** How many packets are spoken of, 1..65535. */
    public int packetStatusCount() {
        return buffer.getShort(offset + HEADER_LENGTH + 2) & 0xffff;
    }

    /** In units of {@link #REFERENCE_TICK_NANOS}, 24 bits without a sign, on a clock of the receiver's choice. */
    public int referenceTime() {
        return buffer.getInt(offset + HEADER_LENGTH + 4) >>> 8;
    }

    /** Counts feedback packets, 0..255: a gap tells of lost feedback. */
    public int feedbackPacketCount() {
        return buffer.get(offset + HEADER_LENGTH + 7) & 0xff;
    }

    /** Goes to the next packet, received or not. */
    public boolean next() {
        if (packetsLeft == 0) {
            return false;
        }
        while (chunkLeft == 0) {
            chunkOffset += 2;
            chunkLeft = symbolsOf(chunk());
        }
        int chunk = chunk();
        int symbol = symbolOf(chunk, symbolsOf(chunk) - chunkLeft);
        chunkLeft--;
        packetsLeft--;
        sequenceNumber = sequenceNumber + 1 & 0xffff;
        received = symbol != NOT_RECEIVED;
        if (symbol == SMALL_DELTA) {
            sinceReferenceTicks += buffer.get(deltaOffset) & 0xff;
        } else if (symbol == LARGE_DELTA) {
            sinceReferenceTicks += buffer.getShort(deltaOffset);
        }
        deltaOffset += symbol;
        return true;
    }

    private int chunk() {
        return buffer.getShort(chunkOffset) & 0xffff;
    }

    /** Transport-wide, of the current packet. */
    public int sequenceNumber() {
        return sequenceNumber;
    }

    /** Whether the current packet has arrived. */
    public boolean received() {
        return received;
    }

    /** When the current packet arrived, counted from the reference time; only if {@link #received}. May be negative. */
    public long nanosSinceReference() {
        return sinceReferenceTicks * DELTA_TICK_NANOS;
    }
}
