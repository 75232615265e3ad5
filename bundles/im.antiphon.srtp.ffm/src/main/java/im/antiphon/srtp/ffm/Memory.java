// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * All of the process's memory, by address. Nothing is checked: callers hold on to what the address belongs to, and have checked
 * its bounds.
 */
final class Memory {
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfInt NETWORK_INT = INT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong NETWORK_LONG = LONG.withOrder(ByteOrder.BIG_ENDIAN);

    private Memory() {}

    static byte getByte(long address) {
        return ALL.get(ValueLayout.JAVA_BYTE, address);
    }

    static short getShort(long address) {
        return ALL.get(SHORT, address);
    }

    static int getInt(long address) {
        return ALL.get(INT, address);
    }

    static long getLong(long address) {
        return ALL.get(LONG, address);
    }

    static void putByte(long address, byte value) {
        ALL.set(ValueLayout.JAVA_BYTE, address, value);
    }

    static void putShort(long address, short value) {
        ALL.set(SHORT, address, value);
    }

    static void putInt(long address, int value) {
        ALL.set(INT, address, value);
    }

    static void putLong(long address, long value) {
        ALL.set(LONG, address, value);
    }

    /** In network order. */
    static void putNetworkInt(long address, int value) {
        ALL.set(NETWORK_INT, address, value);
    }

    /** In network order. */
    static void putNetworkLong(long address, long value) {
        ALL.set(NETWORK_LONG, address, value);
    }

    static void put(long address, byte[] bytes) {
        MemorySegment.copy(bytes, 0, ALL, ValueLayout.JAVA_BYTE, address, bytes.length);
    }

    static void zero(long address, long length) {
        ALL.asSlice(address, length).fill((byte) 0);
    }

    /** Whether 16 bytes are the same, in a time that does not tell where they differ. */
    static boolean same16(long one, long other) {
        return ((getLong(one) ^ getLong(other)) | (getLong(one + 8) ^ getLong(other + 8))) == 0;
    }
}
