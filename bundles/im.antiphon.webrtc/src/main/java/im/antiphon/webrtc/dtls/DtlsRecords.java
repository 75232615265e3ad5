// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.dtls;

import im.antiphon.rtp.DropReason;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A look at a datagram's records before BouncyCastle sees them: what is malformed is dropped and counted here, and no
 * handshake message may announce a length for which memory would be set aside out of proportion.
 *
 * <pre>
 *  DTLS 1.2 record (RFC 6347, section 4.1)
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |     type      |            version            |     epoch     :
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  :     epoch     |              sequence number                  :
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  :                               |            length             :
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 *  handshake message (RFC 6347, section 4.2.2)
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |     type      |                    length                     |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |       message sequence        |        fragment offset        :
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  :               |                fragment length                |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
final class DtlsRecords {
    /** No handshake message of WebRTC's comes near it. */
    static final int LONGEST_HANDSHAKE_MESSAGE = 16 * 1024;
    /** Longer datagrams do not fit an Ethernet frame. */
    static final int LONGEST_DATAGRAM = 2048;

    private static final int HEADER_LENGTH = 13;
    private static final int MESSAGE_HEADER_LENGTH = 12;

    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int HANDSHAKE = 22;
    private static final int APPLICATION_DATA = 23;
    private static final int CLIENT_HELLO = 1;
    private static final short DTLS_1_0 = (short) 0xfeff;
    private static final short DTLS_1_2 = (short) 0xfefd;

    private DtlsRecords() {}

    /** Why a datagram is not worth BouncyCastle's time, or null where it is. */
    static @Nullable DropReason reasonToDrop(ByteBuffer buffer, int offset, int length) {
        if (length > LONGEST_DATAGRAM) {
            return DropReason.BAD_LENGTH;
        }
        int end = offset + length;
        int position = offset;
        do {
            if (end - position < HEADER_LENGTH) {
                return DropReason.TRUNCATED;
            }
            int type = buffer.get(position) & 0xff;
            if (type < CHANGE_CIPHER_SPEC || type > APPLICATION_DATA) {
                return DropReason.PROTOCOL_VIOLATION;
            }
            // A first ClientHello comes as 1.0 so that any server reads it (RFC 6347, section 4.1). On the version that
            // was
            // never assigned, 0xfefe, BouncyCastle would end the session.
            short version = buffer.getShort(position + 1);
            if (version != DTLS_1_2 && version != DTLS_1_0) {
                return DropReason.BAD_VERSION;
            }
            boolean plain = buffer.getShort(position + 3) == 0;
            int fragment = position + HEADER_LENGTH;
            position = fragment + (buffer.getShort(position + 11) & 0xffff);
            if (position > end) {
                return DropReason.BAD_LENGTH;
            }
            if (plain && type == HANDSHAKE && announcesTooMuch(buffer, fragment, position)) {
                return DropReason.PROTOCOL_VIOLATION;
            }
        } while (position < end);
        return null;
    }

    /** Whether the first record of a sound datagram holds the start of a handshake. */
    static boolean startsWithClientHello(ByteBuffer buffer, int offset, int length) {
        return length > HEADER_LENGTH
                && buffer.get(offset) == HANDSHAKE
                && buffer.getShort(offset + 3) == 0
                && buffer.get(offset + HEADER_LENGTH) == CLIENT_HELLO;
    }

    /** Whether one of the handshake messages between two positions says that it is longer than any may be. */
    static boolean announcesTooMuch(ByteBuffer buffer, int from, int to) {
        int position = from;
        while (to - position >= MESSAGE_HEADER_LENGTH) {
            if ((buffer.getInt(position) & 0xffffff) > LONGEST_HANDSHAKE_MESSAGE) {
                return true;
            }
            int fragmentLength = buffer.getInt(position + 8) & 0xffffff;
            position += MESSAGE_HEADER_LENGTH + fragmentLength;
        }
        return false;
    }
}
