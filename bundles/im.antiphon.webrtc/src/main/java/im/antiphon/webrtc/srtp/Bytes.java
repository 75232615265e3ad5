// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers in network order, whatever order the buffer is set to. */
final class Bytes {
    private static final VarHandle SHORTS = MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Bytes() {}

    static int unsignedShortAt(ByteBuffer bytes, int position) {
        return (short) SHORTS.get(bytes, position) & 0xFFFF;
    }

    static int intAt(ByteBuffer bytes, int position) {
        return (int) INTS.get(bytes, position);
    }

    static long longAt(ByteBuffer bytes, int position) {
        return (long) LONGS.get(bytes, position);
    }

    /**
     * Checks where a packet stands.
     *
     * @param room bytes that may be written behind it
     * @throws IllegalArgumentException if packet and room do not lie within the buffer
     */
    static void requireWithin(ByteBuffer packet, int offset, int length, int room) {
        if (offset < 0 || offset > packet.limit()) {
            throw new IllegalArgumentException("offset: " + offset + " (expected: 0.." + packet.limit() + ")");
        }
        int most = packet.limit() - offset - room;
        if (length < 0 || length > most) {
            throw new IllegalArgumentException("length: " + length + " (expected: 0.." + most + ", with " + room
                    + " bytes of room before the limit)");
        }
    }
}
