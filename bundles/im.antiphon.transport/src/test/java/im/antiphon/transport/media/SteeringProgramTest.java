// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SteeringProgramTest {
    private static final int NETWORK_HEADER = -0x100000;

    /** What the kernel does with such a program, for the instructions that occur (Linux, networking/filter.rst). */
    private static int run(ByteBuffer program, byte[] networkHeader) {
        int accumulator = 0;
        int kept = 0;
        for (int at = 0; ; at++) {
            int instruction = at * SteeringProgram.INSTRUCTION_LENGTH;
            int ifTrue = program.get(instruction + 2) & 0xFF;
            int ifFalse = program.get(instruction + 3) & 0xFF;
            int operand = program.getInt(instruction + 4);
            switch (program.getShort(instruction)) {
                case 0x30 -> accumulator = networkHeader[operand - NETWORK_HEADER] & 0xFF;
                case 0x28 -> accumulator = ByteBuffer.wrap(networkHeader).getShort(operand - NETWORK_HEADER) & 0xFFFF;
                case 0x54 -> accumulator &= operand;
                case 0x64 -> accumulator <<= operand;
                case 0x07 -> kept = accumulator;
                case 0x4c -> accumulator |= kept;
                case 0x05 -> at += operand;
                case 0x15 -> at += accumulator == operand ? ifTrue : ifFalse;
                case 0x35 -> at += Integer.compareUnsigned(accumulator, operand) >= 0 ? ifTrue : ifFalse;
                case 0x06 -> {
                    return operand;
                }
                default -> throw new AssertionError("instruction " + at + ": " + program.getShort(instruction));
            }
        }
    }

    /** An IP header without options, and the ports behind it. */
    private static byte[] header(InetSocketAddress source) {
        byte[] address = source.getAddress().getAddress();
        boolean four = address.length == 4;
        ByteBuffer header = ByteBuffer.allocate(64);
        header.put(0, (byte) (four ? 0x45 : 0x60));
        header.put(four ? 12 : 8, address);
        header.putShort(four ? 20 : 40, (short) source.getPort());
        return header.array();
    }

    private static InetSocketAddress source(SplittableRandom random) {
        byte[] address = new byte[random.nextBoolean() ? 4 : 16];
        random.nextBytes(address);
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), random.nextInt(65_536));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Property(tries = 200)
    void everySourceThatIsKnownIsFoundAndNoOther(@ForAll long seed, @ForAll @IntRange(max = 300) int known) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<Integer, Integer> socketOf = new HashMap<>();
        Map<InetSocketAddress, Integer> expected = new HashMap<>();
        for (int i = 0; i < known; i++) {
            InetSocketAddress source = source(random);
            if (socketOf.putIfAbsent(SteeringProgram.key(source), i % 5) == null) {
                expected.put(source, i % 5);
            }
        }
        ByteBuffer program = SteeringProgram.of(socketOf);
        assertThat(program.remaining() / SteeringProgram.INSTRUCTION_LENGTH).isLessThan(4096);
        expected.forEach((source, socket) ->
                assertThat(run(program, header(source))).as(source.toString()).isEqualTo(socket));
        for (int i = 0; i < 20; i++) {
            InetSocketAddress source = source(random);
            assertThat(run(program, header(source)))
                    .isEqualTo(socketOf.getOrDefault(SteeringProgram.key(source), SteeringProgram.NO_SOCKET));
        }
    }

    @Test
    void aSourceIsToldByTheEndOfItsAddressAndItsPort() throws Exception {
        InetAddress four = InetAddress.getByName("192.0.2.129");
        InetAddress six = InetAddress.getByName("2001:db8::fe02");
        assertThat(SteeringProgram.key(new InetSocketAddress(four, 0xABCD))).isEqualTo(0x0281ABCD);
        assertThat(SteeringProgram.key(new InetSocketAddress(six, 1))).isEqualTo(0xFE020001);
    }
}
