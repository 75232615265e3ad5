// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import im.antiphon.rtp.DropReason;
import java.nio.ByteBuffer;

/**
 * What SRTP reads of an RTP packet, and leaves in the clear: the fixed header, contributing sources and the header
 * extension (RFC 3550, section 5.1). Confined to one event loop.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                           timestamp                           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |           synchronization source (SSRC) identifier            |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |            contributing source (CSRC) identifiers ...         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      defined by profile       |           length              |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                        header extension ...                   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
final class ClearHeader {
    static final int VERSION = 2;
    static final int FIXED_LENGTH = 12;

    private static final int EXTENSION = 0x10;
    private static final int CSRC_COUNT = 0x0F;

    private int length;
    private int sequenceNumber;
    private int ssrc;
    private DropReason dropReason = DropReason.TRUNCATED;

    /**
     * Reads the header of a packet.
     *
     * @param packetLength of header and payload
     * @return false if the bytes are no RTP packet, see {@link #dropReason}
     */
    boolean wrap(ByteBuffer bytes, int offset, int packetLength) {
        if (packetLength < FIXED_LENGTH) {
            return drop(DropReason.TRUNCATED);
        }
        int first = bytes.get(offset);
        if ((first >> 6 & 3) != VERSION) {
            return drop(DropReason.BAD_VERSION);
        }
        length = FIXED_LENGTH + Integer.BYTES * (first & CSRC_COUNT);
        if ((first & EXTENSION) != 0) {
            if (length + Integer.BYTES > packetLength) {
                return drop(DropReason.BAD_LENGTH);
            }
            length += Integer.BYTES + Integer.BYTES * Bytes.unsignedShortAt(bytes, offset + length + Short.BYTES);
        }
        if (length > packetLength) {
            return drop(DropReason.BAD_LENGTH);
        }
        sequenceNumber = Bytes.unsignedShortAt(bytes, offset + 2);
        ssrc = Bytes.intAt(bytes, offset + 8);
        return true;
    }

    /** Whole header, where the encrypted part begins. */
    int length() {
        return length;
    }

    int sequenceNumber() {
        return sequenceNumber;
    }

    int ssrc() {
        return ssrc;
    }

    DropReason dropReason() {
        return dropReason;
    }

    private boolean drop(DropReason reason) {
        dropReason = reason;
        return false;
    }
}
