// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm.call;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * All of the process's memory, by address. Nothing is checked: callers hold on to what the address belongs to, and have checked
 * its bounds.
 */
public final class Memory {
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfInt NETWORK_INT = INT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong NETWORK_LONG = LONG.withOrder(ByteOrder.BIG_ENDIAN);

    private Memory() {}

    public static byte getByte(long address) {
        return ALL.get(ValueLayout.JAVA_BYTE, address);
    }

    public static short getShort(long address) {
        return ALL.get(SHORT, address);
    }

    public static int getInt(long address) {
        return ALL.get(INT, address);
    }

    public static long getLong(long address) {
        return ALL.get(LONG, address);
    }

    public static void putByte(long address, byte value) {
        ALL.set(ValueLayout.JAVA_BYTE, address, value);
    }

    public static void putShort(long address, short value) {
        ALL.set(SHORT, address, value);
    }

    public static void putInt(long address, int value) {
        ALL.set(INT, address, value);
    }

    public static void putLong(long address, long value) {
        ALL.set(LONG, address, value);
    }

    /** In network order. */
    public static void putNetworkInt(long address, int value) {
        ALL.set(NETWORK_INT, address, value);
    }

    /** In network order. */
    public static void putNetworkLong(long address, long value) {
        ALL.set(NETWORK_LONG, address, value);
    }

    public static void put(long address, byte[] bytes) {
        MemorySegment.copy(bytes, 0, ALL, ValueLayout.JAVA_BYTE, address, bytes.length);
    }

    public static void copy(long from, long to, long length) {
        MemorySegment.copy(ALL, from, ALL, to, length);
    }

    public static void zero(long address, long length) {
        ALL.asSlice(address, length).fill((byte) 0);
    }

    /** XORs one run of bytes with another. */
    public static void xor(long into, long with, int length) {
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES) {
            putLong(into + i, getLong(into + i) ^ getLong(with + i));
        }
        for (; i < length; i++) {
            putByte(into + i, (byte) (getByte(into + i) ^ getByte(with + i)));
        }
    }

    /** Whether 16 bytes are the same, in a time that does not tell where they differ. */
    public static boolean same16(long one, long other) {
        return ((getLong(one) ^ getLong(other)) | (getLong(one + 8) ^ getLong(other + 8))) == 0;
    }
}
