// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import java.nio.ByteBuffer;

/**
 * Writes a header extension of the one-byte form (RFC 8285, section 4.2) into an RTP packet under construction. Reused, allocates
 * nothing, confined to one event loop.
 *
 * <p>{@link #begin} where the packet starts, add elements, {@link #end}; then the payload goes behind the header length that
 * {@code end} returned.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |       0xBE    |    0xDE       |     length in 32-bit words    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  ID   | L=0   |     data      |  ID   |  L=1  |   data...     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *       ...data   |    0 (pad)    |    0 (pad)    |  ...
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class HeaderExtensionWriter {
    /** The most data an element of this form holds. */
    public static final int LONGEST_ELEMENT = 16;
    /** The highest id of this form. */
    public static final int HIGHEST_ID = 14;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private ByteBuffer buffer = NOTHING;
    private int packetOffset;
    private int blockOffset;
    private int position;

    /**
     * Starts behind the fixed header and the contributing sources, both of which must be in place already. Whatever follows them
     * is overwritten.
     */
    public void begin(ByteBuffer buffer, int packetOffset) {
        this.buffer = buffer;
        this.packetOffset = packetOffset;
        this.blockOffset = packetOffset + RtpView.FIXED_HEADER_LENGTH + 4 * (buffer.get(packetOffset) & 0x0f);
        this.position = blockOffset + 4;
    }

    /** Adds an element of one byte, the lower 8 bits of {@code value}. */
    public void add8(int id, int value) {
        int data = element(id, 1);
        buffer.put(data, (byte) value);
    }

    /** Adds an element of two bytes, the lower 16 bits of {@code value}. */
    public void add16(int id, int value) {
        int data = element(id, 2);
        buffer.putShort(data, (short) value);
    }

    /** Adds an element of three bytes, the lower 24 bits of {@code value}. */
    public void add24(int id, int value) {
        int data = element(id, 3);
        buffer.put(data, (byte) (value >>> 16));
        buffer.putShort(data + 1, (short) value);
    }

    /** Adds an element with all of {@code data}, 1..16 bytes: a {@code mid}, for instance. */
    public void add(int id, byte[] data) {
        buffer.put(element(id, data.length), data, 0, data.length);
    }

    /** Adds an element copied from another packet, or from another place of the same buffer. */
    public void add(int id, ByteBuffer from, int offset, int length) {
        buffer.put(element(id, length), from, offset, length);
    }

    private int element(int id, int size) {
        Checks.range("id", id, 1, HIGHEST_ID);
        Checks.range("length", size, 1, LONGEST_ELEMENT);
        buffer.put(position, (byte) (id << 4 | size - 1));
        int data = position + 1;
        position = data + size;
        return data;
    }

    /**
     * Fills the last word, writes the extension's own header and sets or clears the packet's X bit; without elements there is no
     * extension.
     *
     * @return the length of the whole RTP header
     */
    public int end() {
        int first = buffer.get(packetOffset);
        if (position == blockOffset + 4) {
            buffer.put(packetOffset, (byte) (first & ~0x10));
            return blockOffset - packetOffset;
        }
        while ((position - blockOffset & 3) != 0) {
            buffer.put(position++, (byte) 0);
        }
        buffer.putShort(blockOffset, (short) RtpView.ONE_BYTE_PROFILE);
        buffer.putShort(blockOffset + 2, (short) ((position - blockOffset) / 4 - 1));
        buffer.put(packetOffset, (byte) (first | 0x10));
        return position - packetOffset;
    }
}
