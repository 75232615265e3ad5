// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.codec.Codecs;
import im.antiphon.api.congestion.CongestionControllers;
import im.antiphon.api.media.MediaServer;
import im.antiphon.transport.batch.DatagramBatch;
import im.antiphon.transport.batch.DatagramBatchFactory;
import im.antiphon.transport.loop.EventLoops;
import im.antiphon.webrtc.dtls.DtlsCertificate;
import im.antiphon.webrtc.srtp.SrtpEngine;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A bound UDP socket with a media server behind it, from {@link #open} to {@link #close}. */
public final class MediaEndpoint implements AutoCloseable {
    private static final int RECEIVE_BATCH = 32;
    private static final int SOCKET_BUFFER_BYTES = 4 << 20;
    private static final WriteBufferWaterMark OUTBOUND_LIMIT = new WriteBufferWaterMark(4 << 20, 16 << 20);
    private static final Duration CERTIFICATE_VALIDITY = Duration.ofDays(30);
    private static final long CLOSE_LIMIT_SECONDS = 3;

    private final Channel channel;
    private final MediaLoop loop;
    private final ForwardingMediaServer server;
    private final ThreadPoolExecutor handshakes;
    private final MediaMetrics metrics;
    private final List<InetSocketAddress> candidates;

    private MediaEndpoint(
            Channel channel,
            MediaLoop loop,
            ForwardingMediaServer server,
            ThreadPoolExecutor handshakes,
            MediaMetrics metrics,
            List<InetSocketAddress> candidates) {
        this.channel = channel;
        this.loop = loop;
        this.server = server;
        this.handshakes = handshakes;
        this.metrics = metrics;
        this.candidates = candidates;
    }

    /**
     * What an endpoint works with.
     *
     * @param loops its socket lives on one of the media loops
     * @param srtp protects and opens media
     * @param batches sends past Netty where there is one and the socket is of epoll
     * @param congestion where its controllers come from
     * @param codecs what may be negotiated
     * @param metrics where it reports
     */
    public record Surroundings(
            EventLoops loops,
            SrtpEngine srtp,
            @Nullable DatagramBatchFactory batches,
            CongestionControllers congestion,
            Codecs codecs,
            MetricRegistry metrics) {}

    /** @throws IOException where the address cannot be bound */
    public static MediaEndpoint open(MediaSettings settings, Surroundings surroundings) throws IOException {
        DtlsCertificate certificate = DtlsCertificate.generate(
                new SecureRandom(), Instant.now().minus(Duration.ofDays(1)), CERTIFICATE_VALIDITY);
        MediaCounters counters = new MediaCounters();
        FailureLog failures = new FailureLog(counters, System::nanoTime);
        PeerTable peers = new PeerTable();
        Channel channel = bind(settings, surroundings, peers, counters, failures);
        try {
            BatchSender sender = channel.pipeline().get(MediaSocket.class).sender();
            List<InetSocketAddress> candidates =
                    Candidates.addresses(settings.advertise(), (InetSocketAddress) channel.localAddress());
            ThreadPoolExecutor handshakes = handshakeThreads(settings.maximumHandshakes());
            MediaLoop loop = new MediaLoop(
                    new MediaLoop.Socket(channel.eventLoop(), sender, counters, peers, failures),
                    surroundings.srtp(),
                    handshakes,
                    surroundings.congestion(),
                    settings.congestion());
            PeerFactory factory = new PeerFactory(loop, settings, certificate, candidates);
            return new MediaEndpoint(
                    channel,
                    loop,
                    new ForwardingMediaServer(loop, factory, surroundings.codecs()),
                    handshakes,
                    new MediaMetrics(surroundings.metrics(), counters, loop),
                    candidates);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static Channel bind(
            MediaSettings settings,
            Surroundings surroundings,
            PeerTable peers,
            MediaCounters counters,
            FailureLog failures)
            throws IOException {
        EventLoops loops = surroundings.loops();
        Bootstrap bootstrap = new Bootstrap()
                .group(loops.media())
                .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER_BYTES)
                .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER_BYTES)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, OUTBOUND_LIMIT)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) throws IOException {
                        BatchSender sender = sender(channel, surroundings.batches(), counters, settings.coalescing());
                        channel.pipeline().addLast(new MediaSocket(peers, counters, sender, failures));
                    }
                });
        if (EpollDatagramChannel.class.isAssignableFrom(loops.datagramChannel())) {
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
        } else {
            bootstrap
                    .channel(loops.datagramChannel())
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MediaSocket.RECEIVE_LENGTH));
        }
        ChannelFuture bound = bootstrap.bind(settings.bind()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("UDP " + settings.bind() + ": cannot be bound", bound.cause());
        }
        return bound.channel();
    }

    private static BatchSender sender(
            Channel channel,
            @Nullable DatagramBatchFactory batches,
            MediaCounters counters,
            MediaSettings.Coalescing coalescing)
            throws IOException {
        if (batches == null || !(channel instanceof EpollDatagramChannel epoll)) {
            return new NettyBatchSender(channel, counters);
        }
        DatagramBatch batch = batches.open(epoll.fd().intValue(), NativeBatchSender.DATAGRAMS, NativeBatchSender.BYTES);
        VoiceTick tick = new VoiceTick(coalescing.tick().toNanos(), coalescing.packetsPerSecond(), System::nanoTime);
        return new NativeBatchSender(channel, batch, counters, tick, batches.name());
    }

    /** As many handshakes as threads run, as many again wait; what comes beyond is refused and tried again by the client. */
    private static ThreadPoolExecutor handshakeThreads(int maximum) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                maximum, maximum, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(maximum), task -> {
                    Thread thread = new Thread(task, "antiphon-dtls-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** What is behind the socket. */
    MediaLoop loop() {
        return loop;
    }

    /** How datagrams are sent, for logs. */
    public String senderName() {
        return loop.sender().name();
    }

    /** What the session core talks to. */
    public MediaServer server() {
        return server;
    }

    /** Where peers are told to send, preferred first. */
    public List<InetSocketAddress> candidates() {
        return candidates;
    }

    /** Handshakes were told to end, and say goodbye: the socket stays open for as long as that takes. */
    private void endHandshakes() {
        handshakes.shutdown();
        try {
            if (!handshakes.awaitTermination(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                handshakes.shutdownNow();
            }
        } catch (InterruptedException e) {
            handshakes.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends all peers, then the socket. Not to be called by the media loop. */
    @Override
    public void close() {
        try {
            server.closeAll().toCompletableFuture().get(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // The socket is closed all the same; peers find out by consent.
        }
        endHandshakes();
        channel.close().awaitUninterruptibly(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS);
        metrics.close();
    }
}
