// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import im.antiphon.rtp.DropReason;
import im.antiphon.transport.batch.Destination;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Sends through Netty's outbound buffer; epoll flushes it with {@code sendmmsg}. */
final class NettyBatchSender implements BatchSender {
    private record Address(InetSocketAddress socketAddress) implements Destination {}

    private final Channel channel;
    private final MediaCounters counters;
    private final ByteBuffer room = ByteBuffer.allocate(LENGTH);
    private boolean pending;

    NettyBatchSender(Channel channel, MediaCounters counters) {
        this.channel = channel;
        this.counters = counters;
    }

    @Override
    public String name() {
        return "netty";
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
        return new Address(to);
    }

    @Override
    public void send(ByteBuffer packet, int offset, int length, Destination to) {
        if (!channel.isWritable()) {
            flush();
            if (!channel.isWritable()) {
                counters.dropped(DropReason.QUEUE_FULL);
                return;
            }
        }
        ByteBuf datagram = channel.alloc().directBuffer(length);
        if (packet.hasArray()) {
            datagram.writeBytes(packet.array(), packet.arrayOffset() + offset, length);
        } else {
            datagram.writeBytes(packet.slice(offset, length));
        }
        channel.write(new DatagramPacket(datagram, ((Address) to).socketAddress()), channel.voidPromise());
        pending = true;
    }

    @Override
    public void flush() {
        if (pending) {
            pending = false;
            channel.flush();
        }
    }
}
