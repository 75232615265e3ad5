// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.rtp.DropReason;
import im.antiphon.transport.batch.Destination;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class MediaSocketTest {
    private static final InetSocketAddress SOMEWHERE = new InetSocketAddress("192.0.2.1", 5000);

    private final MediaCounters counters = new MediaCounters();
    private final FailureLog failures = new FailureLog(counters, () -> 0);

    private MediaSocket socket(PeerTable peers, BatchSender sender) {
        return new MediaSocket(
                peers,
                counters,
                sender,
                failures,
                new LoopInbox(Runnable::run, sender, counters, failures, () -> 0, 2),
                new SocketSteering());
    }

    private static final class CountingSender implements BatchSender {
        private final ByteBuffer room = ByteBuffer.allocate(LENGTH);
        int flushes;

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public ByteBuffer buffer() {
            return room;
        }

        @Override
        public int offset() {
            return 0;
        }

        @Override
        public Destination destination(InetSocketAddress to) {
            return new Destination() {};
        }

        @Override
        public void send(ByteBuffer packet, int offset, int length, Destination to) {}

        @Override
        public void flush() {
            flushes++;
        }
    }

    @Test
    void aBatchOfDatagramsIsFollowedByOneFlush() {
        CountingSender sender = new CountingSender();
        EmbeddedChannel channel = new EmbeddedChannel(socket(new PeerTable(), sender));
        for (int i = 0; i < 5; i++) {
            channel.writeOneInbound(new DatagramPacket(Unpooled.wrappedBuffer(new byte[20]), SOMEWHERE, SOMEWHERE));
        }
        channel.flushInbound();
        assertThat(sender.flushes).isEqualTo(1);
        assertThat(counters.drops(DropReason.UNKNOWN_PEER)).isEqualTo(5);
        channel.finishAndReleaseAll();
    }

    @Test
    void errorsOfTheSocketAndOfOursAreToldApartAndCloseNothing() {
        EmbeddedChannel channel = new EmbeddedChannel(socket(new PeerTable(), new CountingSender()));
        channel.pipeline().fireExceptionCaught(new PortUnreachableException("of one peer"));
        channel.pipeline().fireExceptionCaught(new IOException("of the kernel"));
        channel.pipeline().fireExceptionCaught(new IllegalStateException("a defect"));
        assertThat(counters.drops(DropReason.SOCKET_ERROR)).isEqualTo(2);
        assertThat(counters.drops(DropReason.INTERNAL)).isEqualTo(1);
        assertThat(channel.isOpen()).isTrue();
        channel.finishAndReleaseAll();
    }

    @Test
    void aSocketThatTakesNothingMoreDropsAndCountsInsteadOfKeeping() {
        ChannelOutboundHandlerAdapter stuck = new ChannelOutboundHandlerAdapter() {
            @Override
            public void flush(ChannelHandlerContext context) {
                // The kernel's buffer is full.
            }
        };
        EmbeddedChannel channel = new EmbeddedChannel(stuck, socket(new PeerTable(), new CountingSender()));
        channel.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(10_000, 20_000));
        NettyBatchSender sender = new NettyBatchSender(channel, counters);
        for (int i = 0; i < 1000; i++) {
            sender.send(ByteBuffer.allocate(200), 0, 100, sender.destination(SOMEWHERE));
        }
        sender.flush();
        long kept = channel.unsafe().outboundBuffer().totalPendingWriteBytes();
        assertThat(kept).isBetween(20_000L, 20_500L);
        assertThat(counters.drops(DropReason.QUEUE_FULL)).isBetween(800L, 999L);
        channel.finishAndReleaseAll();
    }

    @Test
    void whatIsSentIsACopyFromAnyKindOfBuffer() {
        EmbeddedChannel channel = new EmbeddedChannel();
        NettyBatchSender sender = new NettyBatchSender(channel, counters);
        ByteBuffer heap = ByteBuffer.allocate(8).putInt(2, 0xCAFEBABE);
        ByteBuffer direct = ByteBuffer.allocateDirect(8).putInt(2, 0xCAFEBABE);
        sender.send(heap, 2, 4, sender.destination(SOMEWHERE));
        sender.send(direct, 2, 4, sender.destination(SOMEWHERE));
        heap.putInt(2, 0);
        sender.flush();
        for (int i = 0; i < 2; i++) {
            DatagramPacket sent = channel.readOutbound();
            assertThat(sent.recipient()).isEqualTo(SOMEWHERE);
            assertThat(sent.content().readableBytes()).isEqualTo(4);
            assertThat(sent.content().readInt()).isEqualTo(0xCAFEBABE);
            sent.release();
        }
        channel.finishAndReleaseAll();
    }
}
