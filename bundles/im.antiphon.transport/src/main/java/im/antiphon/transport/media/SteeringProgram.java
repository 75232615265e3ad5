// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;

/**
 * A classic BPF program that chooses a socket of a group for a datagram by where it comes from: those sources that it knows, each by 16
 * bits of its address and its port, found by halving. For all others its answer is no socket's number, and the kernel chooses as it does
 * without a program.
 *
 * <pre>
 * key = last 16 bits of the source address, source port          (IPv4 or IPv6, by the version in the first four bits)
 * key &lt; k ? left : right … key = k1 → 0, key = k2 → 1, …, else none
 * </pre>
 *
 * <p>Two sources may have one key, and options may be where a port is looked for: a datagram that comes to the wrong socket is handed
 * over, as any that the kernel has chosen for.
 */
final class SteeringProgram {
    /** {@code struct sock_filter}: code, two jumps, operand. */
    static final int INSTRUCTION_LENGTH = 8;

    static final int NO_SOCKET = -1;

    private static final int NETWORK_HEADER = -0x100000; // SKF_NET_OFF
    private static final int LOAD_BYTE = 0x30;
    private static final int LOAD_HALF = 0x28;
    private static final int AND = 0x54;
    private static final int SHIFT_LEFT = 0x64;
    private static final int KEEP = 0x07;
    private static final int OR_KEPT = 0x4c;
    private static final int JUMP = 0x05;
    private static final int IF_EQUAL = 0x15;
    private static final int IF_NOT_BELOW = 0x35;
    private static final int RETURN = 0x06;

    private static final int KEY_INSTRUCTIONS = 5;
    private static final int PRELUDE = 4 + 2 * KEY_INSTRUCTIONS;
    private static final int MOST_IN_A_ROW = 8;

    private final ByteBuffer code;
    private final int[] keys;
    private final int[] sockets;

    private SteeringProgram(Map<Integer, Integer> socketOf) {
        Map<Integer, Integer> sorted = new TreeMap<>(Integer::compareUnsigned);
        sorted.putAll(socketOf);
        keys = sorted.keySet().stream().mapToInt(Integer::intValue).toArray();
        sockets = sorted.values().stream().mapToInt(Integer::intValue).toArray();
        code = ByteBuffer.allocateDirect((PRELUDE + length(keys.length)) * INSTRUCTION_LENGTH)
                .order(ByteOrder.nativeOrder());
    }

    /** By what a source is told from others. */
    static int key(InetSocketAddress source) {
        byte[] address = source.getAddress().getAddress();
        int high = address[address.length - 2] & 0xFF;
        int low = address[address.length - 1] & 0xFF;
        return high << 24 | low << 16 | source.getPort();
    }

    /**
     * The program, from the start of a direct buffer.
     *
     * @param socketOf by keys; numbers of sockets in the order in which they joined the group
     */
    static ByteBuffer of(Map<Integer, Integer> socketOf) {
        SteeringProgram program = new SteeringProgram(socketOf);
        program.write();
        return program.code.flip();
    }

    private void write() {
        put(LOAD_BYTE, NETWORK_HEADER);
        put(AND, 0xF0);
        put(IF_EQUAL, 0, KEY_INSTRUCTIONS + 1, 0x40);
        putKey(14, 20);
        put(JUMP, KEY_INSTRUCTIONS);
        putKey(22, 40);
        search(0, keys.length);
    }

    private void putKey(int address, int port) {
        put(LOAD_HALF, NETWORK_HEADER + address);
        put(SHIFT_LEFT, 16);
        put(KEEP, 0);
        put(LOAD_HALF, NETWORK_HEADER + port);
        put(OR_KEPT, 0);
    }

    private void search(int from, int to) {
        if (to - from <= MOST_IN_A_ROW) {
            for (int i = from; i < to; i++) {
                put(IF_EQUAL, 0, 1, keys[i]);
                put(RETURN, sockets[i]);
            }
            put(RETURN, NO_SOCKET);
            return;
        }
        int middle = from + (to - from) / 2;
        put(IF_NOT_BELOW, 0, 1, keys[middle]);
        put(JUMP, length(middle - from)); // too far for a conditional one
        search(from, middle);
        search(middle, to);
    }

    private static int length(int count) {
        return count <= MOST_IN_A_ROW ? 2 * count + 1 : 2 + length(count / 2) + length(count - count / 2);
    }

    private void put(int operation, int operand) {
        put(operation, 0, 0, operand);
    }

    private void put(int operation, int ifTrue, int ifFalse, int operand) {
        code.putShort((short) operation).put((byte) ifTrue).put((byte) ifFalse).putInt(operand);
    }
}
