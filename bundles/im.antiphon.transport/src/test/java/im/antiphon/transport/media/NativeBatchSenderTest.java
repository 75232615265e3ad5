// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.rtp.DropReason;
import im.antiphon.transport.batch.DatagramBatch;
import im.antiphon.transport.batch.Destination;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NativeBatchSenderTest {
    private static final Destination ANN = new Destination() {};
    private static final int ROOM = 3;

    /** Takes three datagrams at a time, and sends them in one piece when it may. */
    private static final class FakeBatch implements DatagramBatch {
        final ByteBuffer bytes = ByteBuffer.allocateDirect((ROOM + 1) * DATAGRAM_LENGTH);
        final List<Byte> sent = new ArrayList<>();
        int held;
        boolean full;
        int flushes;
        long pieces;
        long failures;

        @Override
        public ByteBuffer buffer() {
            return bytes;
        }

        @Override
        public int offset() {
            return held * DATAGRAM_LENGTH;
        }

        @Override
        public Destination destination(InetSocketAddress to) {
            return ANN;
        }

        @Override
        public boolean add(int length, Destination to) {
            if (held == ROOM) {
                return false;
            }
            held++;
            return true;
        }

        @Override
        public int waiting() {
            return held;
        }

        @Override
        public int flush() {
            flushes++;
            if (!full) {
                pieces += held > 0 ? 1 : 0;
                for (int i = 0; i < held; i++) {
                    sent.add(bytes.get(i * DATAGRAM_LENGTH));
                }
                held = 0;
            }
            return held;
        }

        @Override
        public long failures() {
            return failures;
        }

        @Override
        public long pieces() {
            return pieces;
        }
    }

    private final MediaCounters counters = new MediaCounters();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final FakeBatch batch = new FakeBatch();
    private long nowNanos = 1_000_000_000L;

    private NativeBatchSender sender(VoiceTick tick) {
        channel.freezeTime();
        return new NativeBatchSender(channel, batch, counters, tick, "fake");
    }

    private static void sendInPlace(BatchSender sender, int number) {
        int at = sender.offset();
        sender.buffer().put(at, (byte) number);
        sender.send(sender.buffer(), at, 100, ANN);
    }

    private static void sendCopy(BatchSender sender, int number) {
        sender.send(ByteBuffer.allocate(300).put(200, (byte) number), 200, 100, ANN);
    }

    private void pass(long millis) {
        nowNanos += millis * 1_000_000;
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    @Test
    void copiesAndPacketsInPlaceKeepTheirOrder() {
        BatchSender sender = sender(VoiceTick.off());
        sendInPlace(sender, 1);
        sendCopy(sender, 2);
        sendInPlace(sender, 3);
        assertThat(batch.sent).isEmpty();
        sender.flush();
        assertThat(batch.sent).containsExactly((byte) 1, (byte) 2, (byte) 3);
        assertThat(counters.piecesSent()).isEqualTo(1);
    }

    @Test
    void aFullBatchIsSentOnceAndThePacketThatDidNotFitGoesOn() {
        BatchSender sender = sender(VoiceTick.off());
        for (int i = 1; i <= 5; i++) {
            sendInPlace(sender, i);
        }
        sendCopy(sender, 6);
        sendCopy(sender, 7);
        sender.flush();
        assertThat(batch.sent).extracting(Byte::intValue).containsExactly(1, 2, 3, 4, 5, 6, 7);
        assertThat(counters.drops(DropReason.QUEUE_FULL)).isZero();
    }

    @Test
    void aSocketThatStaysFullIsAskedAgainAndWhatHasNoRoomIsDropped() {
        BatchSender sender = sender(VoiceTick.off());
        batch.full = true;
        for (int i = 1; i <= 5; i++) {
            sendInPlace(sender, i);
        }
        sender.flush();
        assertThat(counters.drops(DropReason.QUEUE_FULL)).isEqualTo(2);
        pass(1);
        batch.full = false;
        assertThat(batch.sent).isEmpty();
        pass(1);
        assertThat(batch.sent).extracting(Byte::intValue).containsExactly(1, 2, 3);
        int flushes = batch.flushes;
        pass(100);
        assertThat(batch.flushes).as("nothing waits, nothing is asked").isEqualTo(flushes);
    }

    @Test
    void whatTheKernelRefusesIsCounted() {
        BatchSender sender = sender(VoiceTick.off());
        sendInPlace(sender, 1);
        batch.failures = 2;
        sender.flush();
        assertThat(counters.drops(DropReason.SOCKET_ERROR)).isEqualTo(2);
    }

    @Test
    void aClosedChannelsDescriptorIsNotUsed() {
        BatchSender sender = sender(VoiceTick.off());
        sendInPlace(sender, 1);
        channel.close();
        sender.flush();
        assertThat(batch.flushes).isZero();
    }

    @Test
    void whatIsTooLongIsDropped() {
        BatchSender sender = sender(VoiceTick.off());
        sender.send(ByteBuffer.allocate(4096), 0, 2049, ANN);
        assertThat(counters.drops(DropReason.BAD_LENGTH)).isEqualTo(1);
        assertThat(batch.held).isZero();
    }

    /** Ten packets in each of some tenths of a second, which go together where they wait. */
    private BatchSender busySender() {
        BatchSender sender = sender(new VoiceTick(4_000_000, 100, () -> nowNanos));
        for (int i = 0; i < 100; i++) {
            sendInPlace(sender, i);
            sender.flush();
            sendInPlace(sender, i);
            sender.flush();
            pass(10);
        }
        batch.sent.clear();
        return sender;
    }

    @Test
    void underLoadMediaWaitsForOneTick() {
        BatchSender sender = busySender();
        sendInPlace(sender, 1);
        sender.flush();
        pass(3);
        sendInPlace(sender, 2);
        sender.flush();
        assertThat(batch.sent).isEmpty();
        pass(1);
        assertThat(batch.sent).extracting(Byte::intValue).containsExactly(1, 2);
    }

    @Test
    void whatIsNoMediaDoesNotWaitAndTakesAlongWhatDoes() {
        BatchSender sender = busySender();
        sendInPlace(sender, 1);
        sender.flush();
        sendCopy(sender, 2);
        sender.flush();
        assertThat(batch.sent).extracting(Byte::intValue).containsExactly(1, 2);
    }

    @Test
    void afterAQuietTimeNothingWaits() {
        BatchSender sender = busySender();
        pass(1_000);
        sendInPlace(sender, 1);
        sender.flush();
        assertThat(batch.sent).extracting(Byte::intValue).containsExactly(1);
    }
}
