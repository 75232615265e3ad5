// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import java.nio.ByteBuffer;

/**
 * A cursor over the packets of one RTCP datagram. {@link #wrap} checks the whole chain; then {@link #next} goes from packet to
 * packet, and {@link #kind} says which view to lay over the current one. Reused, allocates nothing, confined to one event loop.
 *
 * <pre>
 * What all RTCP packets begin with (RFC 3550, section 6.4.1)
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P| RC/FMT  |      PT       |    length in words, less one  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>The rules for a compound packet (section 6.1, appendix A.2): the first packet is a report, lengths add up, padding is in the
 * last only. Two of them are relaxed because what is out there needs it. A CNAME is not asked for. Transport-wide feedback may be
 * padded anywhere, and padding need not be a multiple of four: browsers fill its last word that way.
 */
public final class RtcpPackets {
    private static final int HEADER_LENGTH = 4;
    private static final int ESTIMATE_NAME_OFFSET = 12;
    static final int ESTIMATE_NAME = 'R' << 24 | 'E' << 16 | 'M' << 8 | 'B';
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final boolean reducedSize;
    private ByteBuffer buffer = NOTHING;
    private int end;
    private int nextOffset;
    private int packetOffset;
    private int packetLength;
    private DropReason dropReason = DropReason.TRUNCATED;

    /** Accepts compound packets only. */
    public RtcpPackets() {
        this(false);
    }

    private RtcpPackets(boolean reducedSize) {
        this.reducedSize = reducedSize;
    }

    /** Accepts chains that begin with any packet too, as {@code a=rtcp-rsize} negotiates (RFC 5506). */
    public static RtcpPackets reducedSize() {
        return new RtcpPackets(true);
    }

    /**
     * Looks at a whole datagram in the clear; the cursor is then before the first packet.
     *
     * @return whether it is well-formed; if not, {@link #dropReason} tells why and nothing else may be asked
     */
    public boolean wrap(ByteBuffer buffer, int offset, int length) {
        Checks.bytes(buffer, offset, length);
        if (length == 0) {
            return refuse(DropReason.TRUNCATED);
        }
        int end = offset + length;
        int position = offset;
        while (position < end) {
            if (end - position < HEADER_LENGTH) {
                return refuse(DropReason.TRUNCATED);
            }
            if ((buffer.get(position) & 0xc0) != 0x80) {
                return refuse(DropReason.BAD_VERSION);
            }
            int size = sizeAt(buffer, position);
            if (size > end - position) {
                return refuse(DropReason.BAD_LENGTH);
            }
            RtcpKind kind = kindAt(buffer, position);
            if (position == offset
                    && !reducedSize
                    && kind != RtcpKind.SENDER_REPORT
                    && kind != RtcpKind.RECEIVER_REPORT) {
                return refuse(DropReason.PROTOCOL_VIOLATION);
            }
            if (isPadded(buffer, position)) {
                if (position + size != end && kind != RtcpKind.TRANSPORT_FEEDBACK) {
                    return refuse(DropReason.PROTOCOL_VIOLATION);
                }
                int padding = buffer.get(position + size - 1) & 0xff;
                if (padding == 0 || padding > size - HEADER_LENGTH) {
                    return refuse(DropReason.BAD_LENGTH);
                }
            }
            position += size;
        }
        this.buffer = buffer;
        this.end = end;
        this.nextOffset = offset;
        this.packetOffset = offset;
        this.packetLength = 0;
        return true;
    }

    private boolean refuse(DropReason reason) {
        dropReason = reason;
        // A cursor that was refused has nothing to go to.
        nextOffset = 0;
        end = 0;
        return false;
    }

    private static int sizeAt(ByteBuffer buffer, int position) {
        return ((buffer.getShort(position + 2) & 0xffff) + 1) * 4;
    }

    private static RtcpKind kindAt(ByteBuffer buffer, int position) {
        return RtcpKind.of(buffer.get(position + 1) & 0xff, buffer.get(position) & 0x1f);
    }

    private static boolean isPadded(ByteBuffer buffer, int position) {
        return (buffer.get(position) & 0x20) != 0;
    }

    /** Why the last datagram that {@link #wrap} refused was refused. */
    public DropReason dropReason() {
        return dropReason;
    }

    /** Goes to the next packet; false if there is none. */
    public boolean next() {
        if (nextOffset >= end) {
            return false;
        }
        packetOffset = nextOffset;
        int size = sizeAt(buffer, packetOffset);
        packetLength = isPadded(buffer, packetOffset) ? size - (buffer.get(packetOffset + size - 1) & 0xff) : size;
        nextOffset += size;
        return true;
    }

    /** What was wrapped. */
    public ByteBuffer buffer() {
        return buffer;
    }

    /** Of the current packet's first byte. */
    public int packetOffset() {
        return packetOffset;
    }

    /** Of the current packet with its header, without padding. */
    public int packetLength() {
        return packetLength;
    }

    /** Which view fits the current packet. */
    public RtcpKind kind() {
        RtcpKind kind = kindAt(buffer, packetOffset);
        if (kind == RtcpKind.RECEIVER_ESTIMATE
                && (packetLength < ESTIMATE_NAME_OFFSET + 4
                        || buffer.getInt(packetOffset + ESTIMATE_NAME_OFFSET) != ESTIMATE_NAME)) {
            return RtcpKind.OTHER;
        }
        return kind;
    }

    /** 0..255. */
    public int packetType() {
        return buffer.get(packetOffset + 1) & 0xff;
    }

    /** Of report blocks, chunks or sources: the five bits after the padding bit. */
    public int count() {
        return buffer.get(packetOffset) & 0x1f;
    }

    /** The same five bits in a feedback packet. */
    public int format() {
        return count();
    }
}
