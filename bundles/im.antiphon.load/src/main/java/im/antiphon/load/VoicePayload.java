// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

import java.nio.ByteBuffer;

/**
 * What a {@link VoicePeer} sends in place of sound: an Opus packet by its first byte, and behind that who sent it as which
 * one and when. A forwarding server passes it on as it is; a decoder would hear noise.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  TOC (0xf8)   |               mark  "VP1"                     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                            sender                             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                  sequence, from 0, 64 bits                    |
 * |                                                               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |         sent at: System.nanoTime of its machine, 64 bits      |
 * |                                                               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                        zeroes to its length                ....
 * </pre>
 */
public final class VoicePayload {
    /** Without what fills it up. */
    public static final int LENGTH = 24;

    /** Opus: CELT, full band, one frame of 20 ms, mono (RFC 6716, section 3.1); then the mark. */
    private static final int TOC_AND_MARK = 0xf8 << 24 | 'V' << 16 | 'P' << 8 | '1';

    private VoicePayload() {}

    static void write(ByteBuffer buffer, int offset, int length, int senderId, long sequence, long nowNanos) {
        buffer.putInt(offset, TOC_AND_MARK);
        buffer.putInt(offset + 4, senderId);
        buffer.putLong(offset + 8, sequence);
        buffer.putLong(offset + 16, nowNanos);
        for (int i = LENGTH; i < length; i++) {
            buffer.put(offset + i, (byte) 0);
        }
    }

    /** Whether these bytes are one. */
    public static boolean isAt(ByteBuffer buffer, int offset, int length) {
        return length >= LENGTH && buffer.getInt(offset) == TOC_AND_MARK;
    }

    public static int senderId(ByteBuffer buffer, int offset) {
        return buffer.getInt(offset + 4);
    }

    /** How many packets its sender had sent before. */
    public static long sequence(ByteBuffer buffer, int offset) {
        return buffer.getLong(offset + 8);
    }

    /** Comparable only with clocks of the same machine. */
    public static long sentNanos(ByteBuffer buffer, int offset) {
        return buffer.getLong(offset + 16);
    }
}
