// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import java.nio.ByteBuffer;

/**
 * One RTP packet seen through a buffer; nothing is copied. Reused for packet after packet, allocates nothing, confined to one
 * event loop. What {@link #wrap} accepted can be read without further checks until the bytes change or another is wrapped.
 *
 * <p>The buffer is big endian; its position and limit are neither used nor moved. Offsets in and out are absolute in the
 * buffer.
 *
 * <pre>
 * RFC 3550, section 5.1; the extension by RFC 8285
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                           timestamp                           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |           synchronization source (SSRC) identifier            |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |            contributing source (CSRC) identifiers             |
 * |                             ....                              |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |    0xBEDE or 0x100 appbits    |    length in 32-bit words     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  one-byte form:  |  ID   |  L = n-1  | n bytes of data ...    |
 * |  two-byte form:  |      ID      |    L = n    | n bytes ...   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class RtpView {
    /** What comes before contributing sources and extension. */
    public static final int FIXED_HEADER_LENGTH = 12;

    static final int ONE_BYTE_PROFILE = 0xbede;
    private static final int TWO_BYTE_PROFILE = 0x1000;
    private static final int TWO_BYTE_PROFILE_MASK = 0xfff0;
    private static final int STOP_ID = 15;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private ByteBuffer buffer = NOTHING;
    private int offset;
    private int length;
    private int headerLength;
    private int paddingLength;
    private int extensionProfile;
    private int elementsOffset;
    private DropReason dropReason = DropReason.TRUNCATED;

    // The element found last: its length is usually asked for right after its offset.
    private int foundId;
    private int foundOffset;
    private int foundLength;

    /**
     * Looks at a whole packet in the clear.
     *
     * @return whether it is well-formed; if not, {@link #dropReason} tells why and nothing else may be asked
     */
    public boolean wrap(ByteBuffer buffer, int offset, int length) {
        return wrapHeader(buffer, offset, length) && readPadding();
    }

    /**
     * As {@link #wrap}, for a packet whose payload is still encrypted: padding is part of that, so {@link #paddingLength} is 0
     * and {@link #payloadLength} includes padding and authentication tag.
     */
    public boolean wrapHeader(ByteBuffer buffer, int offset, int length) {
        Checks.bytes(buffer, offset, length);
        if (length < FIXED_HEADER_LENGTH) {
            return refuse(DropReason.TRUNCATED);
        }
        int first = buffer.get(offset);
        if ((first & 0xc0) != 0x80) {
            return refuse(DropReason.BAD_VERSION);
        }
        int end = FIXED_HEADER_LENGTH + 4 * (first & 0x0f);
        int profile = -1;
        int elements = end;
        if ((first & 0x10) != 0) {
            if (end + 4 > length) {
                return refuse(DropReason.BAD_LENGTH);
            }
            profile = buffer.getShort(offset + end) & 0xffff;
            elements = end + 4;
            end = elements + 4 * (buffer.getShort(offset + end + 2) & 0xffff);
        }
        if (end > length) {
            return refuse(DropReason.BAD_LENGTH);
        }
        this.buffer = buffer;
        this.offset = offset;
        this.length = length;
        this.headerLength = end;
        this.paddingLength = 0;
        this.extensionProfile = profile;
        this.elementsOffset = offset + elements;
        this.foundId = 0;
        this.foundOffset = -1;
        this.foundLength = -1;
        return true;
    }

    /**
     * Starts a new packet: writes a fixed header with version 2 and all else zero, and wraps it. The setters fill it in,
     * {@link HeaderExtensionWriter} may add to it.
     *
     * @throws IllegalArgumentException if {@code length} has no room for the fixed header
     */
    public void create(ByteBuffer buffer, int offset, int length) {
        Checks.range("length", length, FIXED_HEADER_LENGTH, Integer.MAX_VALUE);
        Checks.bytes(buffer, offset, length);
        buffer.putInt(offset, 0x80000000);
        buffer.putLong(offset + 4, 0);
        wrapHeader(buffer, offset, length);
    }

    private boolean readPadding() {
        if ((buffer.get(offset) & 0x20) == 0) {
            return true;
        }
        int room = length - headerLength;
        int padding = room == 0 ? 0 : buffer.get(offset + length - 1) & 0xff;
        if (padding == 0 || padding > room) {
            return refuse(DropReason.BAD_LENGTH);
        }
        paddingLength = padding;
        return true;
    }

    private boolean refuse(DropReason reason) {
        dropReason = reason;
        return false;
    }

    /** Why the last packet that {@link #wrap} refused was refused. */
    public DropReason dropReason() {
        return dropReason;
    }

    /** What was wrapped. */
    public ByteBuffer buffer() {
        return buffer;
    }

    /** Of the packet's first byte. */
    public int offset() {
        return offset;
    }

    /** Of the whole packet, in bytes. */
    public int length() {
        return length;
    }

    public boolean marker() {
        return buffer.get(offset + 1) < 0;
    }

    public void marker(boolean marker) {
        int second = buffer.get(offset + 1);
        buffer.put(offset + 1, (byte) (marker ? second | 0x80 : second & 0x7f));
    }

    public int payloadType() {
        return buffer.get(offset + 1) & 0x7f;
    }

    public void payloadType(int payloadType) {
        Checks.range("payloadType", payloadType, 0, 127);
        buffer.put(offset + 1, (byte) (buffer.get(offset + 1) & 0x80 | payloadType));
    }

    public int sequenceNumber() {
        return buffer.getShort(offset + 2) & 0xffff;
    }

    public void sequenceNumber(int sequenceNumber) {
        Checks.range("sequenceNumber", sequenceNumber, 0, 0xffff);
        buffer.putShort(offset + 2, (short) sequenceNumber);
    }

    /** 32 bits without a sign. */
    public int timestamp() {
        return buffer.getInt(offset + 4);
    }

    public void timestamp(int timestamp) {
        buffer.putInt(offset + 4, timestamp);
    }

    /** 32 bits without a sign. */
    public int ssrc() {
        return buffer.getInt(offset + 8);
    }

    public void ssrc(int ssrc) {
        buffer.putInt(offset + 8, ssrc);
    }

    public int csrcCount() {
        return buffer.get(offset) & 0x0f;
    }

    /** @param index below {@link #csrcCount} */
    public int csrc(int index) {
        Checks.range("index", index, 0, csrcCount() - 1);
        return buffer.getInt(offset + FIXED_HEADER_LENGTH + 4 * index);
    }

    /** With contributing sources and extension, as they are on the wire. */
    public int headerLength() {
        return headerLength;
    }

    /** Where the payload starts: taken from the bytes, since a sender may spend more on its extension than we would. */
    public int payloadOffset() {
        return offset + headerLength;
    }

    /** Without padding; 0 for a packet that only probes. */
    public int payloadLength() {
        return length - headerLength - paddingLength;
    }

    /** With its own count byte; 0 where there is none. */
    public int paddingLength() {
        return paddingLength;
    }

    /** The 16 bits that name the extension's form, or -1 if there is no extension. */
    public int extensionProfile() {
        return extensionProfile;
    }

    /**
     * Finds a header extension element, in either form. A malformed rest of the extension hides what comes after it, but not
     * what comes before (RFC 8285, section 4.2).
     *
     * @param id as negotiated; one below 1 is never found, so that "not negotiated" needs no question of its own
     * @return where the element's data starts, or -1
     */
    public int extensionOffset(int id) {
        find(id);
        return foundOffset;
    }

    /** How many bytes of data the element has, or -1 if it is not there. Only the two-byte form knows empty ones. */
    public int extensionLength(int id) {
        find(id);
        return foundLength;
    }

    private void find(int id) {
        if (id == foundId) {
            return;
        }
        foundId = id;
        foundOffset = -1;
        foundLength = -1;
        boolean oneByte = extensionProfile == ONE_BYTE_PROFILE;
        if (id < 1 || !oneByte && (extensionProfile & TWO_BYTE_PROFILE_MASK) != TWO_BYTE_PROFILE) {
            return;
        }
        int end = offset + headerLength;
        int position = elementsOffset;
        while (position < end) {
            int first = buffer.get(position) & 0xff;
            if (first == 0) {
                position++;
                continue;
            }
            int data = position + (oneByte ? 1 : 2);
            if (data > end) {
                return;
            }
            int elementId = oneByte ? first >>> 4 : first;
            int size = oneByte ? (first & 0x0f) + 1 : buffer.get(position + 1) & 0xff;
            if (data + size > end || oneByte && (elementId == 0 || elementId == STOP_ID)) {
                return;
            }
            if (elementId == id) {
                foundOffset = data;
                foundLength = size;
                return;
            }
            position = data + size;
        }
    }
}
