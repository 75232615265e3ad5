// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm.socket;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.srtp.ffm.call.Memory;
import im.antiphon.transport.batch.Destination;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A kernel that takes what it is told to: full sockets, partial sends, errors. */
class RefusingKernelTest {
    private static final InetSocketAddress ANN = new InetSocketAddress("192.0.2.1", 1000);
    private static final InetSocketAddress BOB = new InetSocketAddress("192.0.2.2", 2000);
    private static final InetSocketAddress EVE = new InetSocketAddress("192.0.2.3", 3000);
    private static final int ALL = 1_000;

    private final Deque<Integer> answers = new ArrayDeque<>();
    private final List<String> taken = new ArrayList<>();
    private final MessageBatch batch = batch(8, 4096);

    private MessageBatch batch(int most, int bytes) {
        MessageBatch.Kernel kernel = (errno, descriptor, messages, count) -> {
            Integer answer = answers.poll();
            int result = answer == null ? count : Math.min(count, answer);
            for (int i = 0; i < result; i++) {
                taken.add(describe(messages + i * 64L));
            }
            return result;
        };
        return new MessageBatch(kernel, new MessageBatch.Socket(7, Linux.AF_INET), true, most, bytes);
    }

    /** Last byte of the address, then each datagram's first byte; a plus where they go in one piece. */
    private static String describe(long message) {
        long name = Memory.getLong(message);
        long vectors = Memory.getLong(message + 16);
        long count = Memory.getLong(message + 24);
        StringBuilder text = new StringBuilder(Memory.getByte(name + 7) + ":");
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : "+").append(Memory.getByte(Memory.getLong(vectors + 16L * i)));
        }
        assertThat(Memory.getLong(message + 32) != 0).as("ancillary data").isEqualTo(count > 1);
        return text.toString();
    }

    private void add(int number, int length, InetSocketAddress to) {
        batch.buffer().put(batch.offset(), (byte) number);
        assertThat(batch.add(length, batch.destination(to))).isTrue();
    }

    @Test
    void whatAFullSocketHasNotTakenIsSentLaterBeforeAllElse() {
        add(1, 50, ANN);
        add(2, 50, BOB);
        add(3, 50, EVE);
        answers.addAll(List.of(1, -Linux.EAGAIN));
        assertThat(batch.flush()).isEqualTo(2);
        assertThat(taken).containsExactly("1:1");
        add(4, 50, ANN);
        add(5, 50, BOB);
        assertThat(batch.waiting()).isEqualTo(4);
        assertThat(batch.flush()).isZero();
        assertThat(taken).containsExactly("1:1", "2:2+5", "3:3", "1:4");
        assertThat(batch.offset()).as("all begins anew").isZero();
    }

    @Test
    void anInterruptedCallIsRepeated() {
        add(1, 50, ANN);
        answers.addAll(List.of(-Linux.EINTR));
        assertThat(batch.flush()).isZero();
        assertThat(taken).containsExactly("1:1");
        assertThat(batch.failures()).isZero();
    }

    @Test
    void aMessageThatIsRefusedForGoodHoldsNoOtherUp() {
        add(1, 50, ANN);
        add(2, 50, BOB);
        add(3, 60, BOB);
        int unreachable = 101;
        answers.addAll(List.of(1, -unreachable));
        assertThat(batch.flush()).isZero();
        assertThat(taken).containsExactly("1:1", "2:3");
        assertThat(batch.failures()).isEqualTo(1);
    }

    @Test
    void whereAPieceIsRefusedItsDatagramsGoSinglyFromThenOn() {
        add(1, 50, ANN);
        add(2, 50, ANN);
        add(3, 50, BOB);
        add(4, 50, BOB);
        answers.addAll(List.of(-Linux.EMSGSIZE, ALL, ALL, ALL));
        assertThat(batch.flush()).isZero();
        assertThat(taken).containsExactly("1:1", "1:2", "2:3+4");
        add(5, 50, ANN);
        add(6, 50, ANN);
        assertThat(batch.flush()).isZero();
        assertThat(taken).endsWith("1:5", "1:6");
        assertThat(batch.failures()).isZero();
    }

    @Test
    void whatDoesNotGoSinglyEitherIsLost() {
        add(1, 50, ANN);
        add(2, 50, ANN);
        answers.addAll(List.of(-Linux.EIO, ALL, -Linux.EIO));
        assertThat(batch.flush()).isZero();
        assertThat(taken).containsExactly("1:1");
        assertThat(batch.failures()).isEqualTo(1);
    }

    @Test
    void noMoreIsTakenThanThereIsRoomForUntilSomeIsSent() {
        for (int i = 0; i < 8; i++) {
            add(i, 50, ANN);
        }
        batch.buffer().put(batch.offset() + 2047, (byte) 9); // may be written, but is not taken
        assertThat(batch.add(50, batch.destination(ANN))).isFalse();
        answers.add(-Linux.EAGAIN);
        assertThat(batch.flush()).isEqualTo(8);
        assertThat(batch.add(50, batch.destination(ANN))).isFalse();
        assertThat(batch.flush()).isZero();
        add(9, 50, ANN);
        assertThat(batch.waiting()).isEqualTo(1);
    }

    @Test
    void noMoreBytesAreTakenThanThereIsRoomFor() {
        add(1, 1_984, ANN);
        add(2, 1_984, BOB);
        batch.buffer().put(batch.offset() + 2047, (byte) 9);
        assertThat(batch.add(129, batch.destination(ANN))).isFalse();
        assertThat(batch.add(128, batch.destination(ANN))).isTrue();
    }

    @Test
    void lengthsDecideWhatGoesTogether() {
        add(1, 50, ANN);
        add(2, 50, ANN);
        add(3, 40, ANN); // the last of its piece
        add(4, 40, ANN);
        add(5, 60, ANN); // longer than the first
        add(6, 60, ANN);
        batch.flush();
        assertThat(taken).containsExactly("1:1+2+3", "1:4", "1:5+6");
    }

    @Test
    void nothingIsAllocatedForADatagram() {
        taken.clear();
        MessageBatch quiet = new MessageBatch(
                (errno, descriptor, messages, count) -> count,
                new MessageBatch.Socket(7, Linux.AF_INET),
                true,
                256,
                1 << 16);
        Destination[] everybody = new Destination[50];
        Arrays.setAll(everybody, i -> quiet.destination(new InetSocketAddress("192.0.2." + i, 1000 + i)));
        for (int i = 0; i < 200; i++) {
            rounds(quiet, everybody);
        }
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        // On a busy machine the compiler may not be done by now, and what it leaves out is still there.
        for (int measured = 0; measured < 30 && least >= 200 * 200; measured++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 200; i++) {
                rounds(quiet, everybody);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).isLessThan(200 * 200);
    }

    private static void rounds(MessageBatch quiet, Destination[] everybody) {
        for (int i = 0; i < 200; i++) {
            quiet.add(120, everybody[i % everybody.length]);
        }
        quiet.flush();
    }
}
