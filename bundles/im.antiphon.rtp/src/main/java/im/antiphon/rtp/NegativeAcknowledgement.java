// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks for packets again: generic NACK.
 *
 * <pre>
 * RFC 4585, section 6.2.1; one or more entries
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |            PID                |             BLP               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class NegativeAcknowledgement extends FeedbackView {
    static final int ENTRY_LENGTH = 4;

    public NegativeAcknowledgement() {
        super(RtcpKind.NEGATIVE_ACKNOWLEDGEMENT);
    }

    @Override
    @Nullable
    DropReason checkInformation(int informationLength) {
        return checkEntries(informationLength, ENTRY_LENGTH);
    }

    /** At least one. */
    public int entryCount() {
        return (length - HEADER_LENGTH) / ENTRY_LENGTH;
    }

    /** Sequence number of a lost packet. */
    public int packetId(int index) {
        return buffer.getShort(entry(index)) & 0xffff;
    }

    /** Bit i, the lowest being 0, set: packet {@code packetId + i + 1} is lost too. */
    public int bitmask(int index) {
        return buffer.getShort(entry(index) + 2) & 0xffff;
    }

    private int entry(int index) {
        Checks.range("index", index, 0, entryCount() - 1);
        return offset + HEADER_LENGTH + ENTRY_LENGTH * index;
    }

    /**
     * Every sequence number asked for, in the order of the bytes; a hostile peer may name one more than once.
     *
     * @param consumer kept in a field by callers that must not allocate
     */
    public void forEachLost(IntConsumer consumer) {
        int entries = entryCount();
        for (int i = 0; i < entries; i++) {
            int first = packetId(i);
            consumer.accept(first);
            for (int rest = bitmask(i); rest != 0; rest &= rest - 1) {
                consumer.accept(first + 1 + Integer.numberOfTrailingZeros(rest) & 0xffff);
            }
        }
    }
}
