// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import im.antiphon.transport.batch.DatagramBatch;
import im.antiphon.transport.batch.DatagramBatchFactory;
import im.antiphon.transport.loop.EventLoops;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The UDP sockets of an endpoint: one for each media loop, all of them on one port ({@code SO_REUSEPORT}), where the kernel spreads
 * what comes in by its addresses. Without epoll there is one socket, on one loop.
 */
final class MediaSockets implements AutoCloseable {
    private static final int RECEIVE_BATCH = 32;
    private static final int SOCKET_BUFFER_BYTES = 4 << 20;
    private static final WriteBufferWaterMark OUTBOUND_LIMIT = new WriteBufferWaterMark(4 << 20, 16 << 20);
    private static final int ALONE = 2;
    private static final long CLOSE_LIMIT_SECONDS = 3;

    private final MediaSettings settings;
    private final EventLoops loops;
    private final @Nullable DatagramBatchFactory batches;
    private final PeerTable peers;
    private final SocketSteering steering = new SocketSteering();
    private final List<Channel> channels = new ArrayList<>();
    private final List<MediaLoop.Socket> sockets = new ArrayList<>();

    private MediaSockets(
            MediaSettings settings, EventLoops loops, @Nullable DatagramBatchFactory batches, PeerTable peers) {
        this.settings = settings;
        this.loops = loops;
        this.batches = batches;
        this.peers = peers;
    }

    /**
     * Binds them.
     *
     * @param batches sends past Netty where there is one and the sockets are of epoll
     * @param peers behind all of them
     * @throws IOException where the address cannot be bound
     */
    static MediaSockets open(
            MediaSettings settings, EventLoops loops, @Nullable DatagramBatchFactory batches, PeerTable peers)
            throws IOException {
        MediaSockets opened = new MediaSockets(settings, loops, batches, peers);
        try {
            opened.bindAll();
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    private boolean epoll() {
        return EpollDatagramChannel.class.isAssignableFrom(loops.datagramChannel());
    }

    private void bindAll() throws IOException {
        List<EventLoop> owners = new ArrayList<>();
        for (EventExecutor executor : loops.media()) {
            if (owners.isEmpty() || epoll()) {
                owners.add((EventLoop) executor);
            }
        }
        int slots = owners.size() == 1 ? ALONE : LoopInbox.SLOTS;
        bind(owners.get(0), settings.bind(), slots, false);
        if (owners.size() > 1) {
            // Alone until here: a port that somebody else has, even one who would share it, was refused.
            channels.get(0).config().setOption(UnixChannelOption.SO_REUSEPORT, true);
        }
        for (EventLoop owner : owners.subList(1, owners.size())) {
            bind(owner, address(), slots, true);
        }
        if (owners.size() > 1) {
            steering.begin(channels.get(0), loops.signaling().next());
        }
    }

    private void bind(EventLoop owner, InetSocketAddress address, int slots, boolean shared) throws IOException {
        MediaCounters counters = new MediaCounters();
        FailureLog failures = new FailureLog(counters, System::nanoTime);
        Bootstrap bootstrap = new Bootstrap()
                .group(owner)
                .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER_BYTES)
                .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER_BYTES)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, OUTBOUND_LIMIT)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) throws IOException {
                        BatchSender sender = new BlockSender(sender(channel, counters), counters, System::nanoTime);
                        LoopInbox inbox = new LoopInbox(owner, sender, counters, failures, System::nanoTime, slots);
                        channel.pipeline().addLast(new MediaSocket(peers, counters, sender, failures, inbox, steering));
                    }
                });
        if (epoll()) {
            InetAddress bind = settings.bind().getAddress();
            if (bind instanceof Inet4Address && !bind.isAnyLocalAddress()) {
                // A socket of IPv6 would do, and look every address up twice.
                bootstrap.channelFactory(() -> new EpollDatagramChannel(SocketProtocolFamily.INET));
            } else {
                bootstrap.channel(loops.datagramChannel());
            }
            // One recvmmsg takes a batch, each datagram into its part of one buffer.
            bootstrap
                    .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, MediaSocket.RECEIVE_LENGTH)
                    .option(
                            ChannelOption.RECVBUF_ALLOCATOR,
                            new FixedRecvByteBufAllocator(MediaSocket.RECEIVE_LENGTH * RECEIVE_BATCH));
            if (shared) {
                bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
            }
        } else {
            bootstrap
                    .channel(loops.datagramChannel())
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MediaSocket.RECEIVE_LENGTH));
        }
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("UDP " + address + ": cannot be bound", bound.cause());
        }
        MediaSocket socket = bound.channel().pipeline().get(MediaSocket.class);
        channels.add(bound.channel());
        sockets.add(new MediaLoop.Socket(
                sockets.size(), owner, socket.sender(), socket.inbox(), counters, peers, failures));
    }

    private BatchSender sender(Channel channel, MediaCounters counters) throws IOException {
        if (batches == null || !(channel instanceof EpollDatagramChannel epoll)) {
            return new NettyBatchSender(channel, counters);
        }
        DatagramBatch batch = batches.open(epoll.fd().intValue(), NativeBatchSender.DATAGRAMS, NativeBatchSender.BYTES);
        MediaSettings.Coalescing coalescing = settings.coalescing();
        VoiceTick tick = new VoiceTick(coalescing.tick().toNanos(), coalescing.packetsPerSecond(), System::nanoTime);
        return new NativeBatchSender(channel, batch, counters, tick, batches.name());
    }

    /** The one address of all of them. */
    InetSocketAddress address() {
        return (InetSocketAddress) channels.get(0).localAddress();
    }

    /** One for each loop, in the order of their numbers. */
    List<MediaLoop.Socket> sockets() {
        return sockets;
    }

    /** Not to be called by a media loop. */
    @Override
    public void close() {
        List<ChannelFuture> closing = channels.stream().map(Channel::close).toList();
        closing.forEach(future -> future.awaitUninterruptibly(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS));
    }
}
