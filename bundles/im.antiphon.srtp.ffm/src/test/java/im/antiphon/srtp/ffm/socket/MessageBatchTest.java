// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the kernel makes of a batch: real sockets. */
@Timeout(60)
class MessageBatchTest {
    private static final long SEED = 768;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    /** One who listens, and what he ought to hear. */
    private static final class Listener implements AutoCloseable {
        final DatagramChannel channel;
        final InetSocketAddress address;
        final List<Integer> sent = new ArrayList<>();
        final List<Integer> heard = new ArrayList<>();

        Listener(String host) throws IOException {
            channel = DatagramChannel.open()
                    .setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20)
                    .bind(new InetSocketAddress(InetAddress.getByName(host), 0));
            channel.configureBlocking(false);
            address = (InetSocketAddress) channel.getLocalAddress();
        }

        /**
         * All that has come, and what was sent and has not. Over the loopback it is there when the sender returns, unless the
         * kernel is busy and leaves it to a thread of its own.
         */
        void listen() throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(4096);
            long begunNanos = System.nanoTime();
            do {
                while (channel.receive(buffer.clear()) != null) {
                    heard.add(number(buffer.flip()));
                }
                Thread.yield();
            } while (heard.size() < sent.size() && System.nanoTime() - begunNanos < PATIENCE_NANOS);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private static int number(ByteBuffer datagram) {
        int length = datagram.remaining();
        for (int i = 4; i < length; i++) {
            assertThat(datagram.get(i)).isEqualTo((byte) (length + i));
        }
        return datagram.getInt(0) * 10_000 + length;
    }

    private static void add(MessageBatch batch, int number, int length, Listener to) {
        ByteBuffer buffer = batch.buffer();
        int at = batch.offset();
        buffer.putInt(at, number);
        for (int i = 4; i < length; i++) {
            buffer.put(at + i, (byte) (length + i));
        }
        assertThat(batch.add(length, batch.destination(to.address))).isTrue();
        to.sent.add(number * 10_000 + length);
    }

    @Test
    void oneAddressGetsManyDatagramsInOnePiece() throws IOException {
        try (UdpSocket socket = new UdpSocket(Linux.AF_INET);
                Listener ann = new Listener("127.0.0.1");
                Listener bob = new Listener("127.0.0.1")) {
            MessageBatch batch = MessageBatch.open(socket.descriptor, true, 64, 1 << 16);
            assertThat(batch.segmenting()).isTrue();
            for (int i = 0; i < 10; i++) {
                add(batch, i, 100, ann);
                add(batch, i, 120, bob);
            }
            add(batch, 10, 60, ann);
            assertThat(batch.waiting()).isEqualTo(21);
            assertThat(batch.flush()).isZero();
            assertThat(batch.waiting()).isZero();
            assertThat(batch.pieces()).isEqualTo(2);
            assertThat(batch.failures()).isZero();
            for (Listener each : List.of(ann, bob)) {
                each.listen();
                assertThat(each.heard).isEqualTo(each.sent);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"true, 127.0.0.1, 2", "false, 127.0.0.1, 2", "true, ::1, 10", "true, 127.0.0.1, 10"})
    void everythingArrivesInOrderWhateverItsLengths(boolean segmenting, String host, int family) throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        try (UdpSocket socket = new UdpSocket(family);
                Listener ann = new Listener(host);
                Listener bob = new Listener(host);
                Listener eve = new Listener(host)) {
            List<Listener> listeners = List.of(ann, bob, eve);
            MessageBatch batch = MessageBatch.open(socket.descriptor, segmenting, 256, 1 << 16);
            int number = 0;
            for (int round = 0; round < 300; round++) {
                int datagrams = 1 + random.nextInt(80);
                int usual = 20 + random.nextInt(200);
                for (int i = 0; i < datagrams && batch.offset() < 60_000; i++) {
                    int length = random.nextInt(3) > 0 ? usual : 4 + random.nextInt(400);
                    add(batch, number++, length, listeners.get(random.nextInt(3)));
                }
                assertThat(batch.flush()).isZero();
                for (Listener each : listeners) {
                    each.listen();
                }
            }
            for (Listener each : listeners) {
                assertThat(each.heard).as("seed %d", SEED).isEqualTo(each.sent);
            }
            assertThat(batch.failures()).isZero();
            if (segmenting) {
                assertThat(batch.pieces()).isLessThan(number);
            } else {
                assertThat(batch.pieces()).isEqualTo(number);
            }
        }
    }

    @Test
    void aPieceIsNeverLargerThanTheKernelTakes() throws IOException {
        try (UdpSocket socket = new UdpSocket(Linux.AF_INET);
                Listener ann = new Listener("127.0.0.1")) {
            MessageBatch batch = MessageBatch.open(socket.descriptor, true, 500, 1 << 20);
            for (int i = 0; i < 100; i++) {
                add(batch, i, 1_300, ann);
            }
            for (int i = 100; i < 300; i++) {
                add(batch, i, 40, ann);
            }
            assertThat(batch.flush()).isZero();
            ann.listen();
            assertThat(ann.heard).isEqualTo(ann.sent);
            assertThat(batch.failures()).isZero();
            assertThat(batch.pieces()).isEqualTo(2 + 4); // by bytes, then by number
        }
    }

    @Test
    void whatIsTooLongForASegmentGoesAlone() throws IOException {
        try (UdpSocket socket = new UdpSocket(Linux.AF_INET);
                Listener ann = new Listener("127.0.0.1")) {
            MessageBatch batch = MessageBatch.open(socket.descriptor, true, 10, 1 << 16);
            add(batch, 1, 2_000, ann);
            add(batch, 2, 2_000, ann);
            batch.flush();
            ann.listen();
            assertThat(ann.heard).isEqualTo(ann.sent);
            assertThat(batch.pieces()).isEqualTo(2);
        }
    }

    @Test
    void anAddressTheSocketCannotReachIsAFailureOfThatDatagramAlone() throws IOException {
        try (UdpSocket socket = new UdpSocket(Linux.AF_INET);
                Listener ann = new Listener("127.0.0.1");
                Listener six = new Listener("::1")) {
            MessageBatch batch = MessageBatch.open(socket.descriptor, true, 10, 1 << 16);
            add(batch, 1, 50, six);
            add(batch, 2, 50, ann);
            assertThat(batch.add(10, batch.destination(new InetSocketAddress("127.0.0.1", 0))))
                    .isTrue(); // port 0: the kernel refuses
            add(batch, 3, 60, ann);
            assertThat(batch.flush()).isZero();
            ann.listen();
            assertThat(ann.heard).isEqualTo(ann.sent);
            assertThat(batch.failures()).isEqualTo(2);
        }
    }

    @Test
    void onlySocketsOfTheInternetAreTaken() {
        assertThatThrownBy(() -> MessageBatch.open(-1, true, 10, 4096))
                .isInstanceOf(IOException.class)
                .hasMessage("descriptor -1: no socket of IPv4 or IPv6");
        assertThatThrownBy(() -> MessageBatch.open(0, true, 0, 4096))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("datagrams: 0 (expected: >= 1)");
        assertThatThrownBy(() -> MessageBatch.open(0, true, 1, 100))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bytes: 100 (expected: >= 2048)");
    }
}
