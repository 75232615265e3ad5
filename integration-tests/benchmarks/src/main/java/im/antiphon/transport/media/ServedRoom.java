// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import im.antiphon.api.codec.CodecFormat;
import im.antiphon.api.congestion.CongestionLimits;
import im.antiphon.api.media.MediaOffer;
import im.antiphon.api.media.MediaRole;
import im.antiphon.benchmarks.AwaitedConnection;
import im.antiphon.benchmarks.ConstantRate;
import im.antiphon.load.VoicePeer;
import im.antiphon.load.VoicePeerSettings;
import im.antiphon.load.VoicePeers;
import im.antiphon.load.VoicePeersSettings;
import im.antiphon.transport.loop.OwnedEventLoops;
import im.antiphon.transport.loop.Transports;
import im.antiphon.webrtc.dtls.DtlsCertificate;
import im.antiphon.webrtc.sdp.SessionDescription;
import im.antiphon.webrtc.srtp.SrtpEngine;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A media loop with one room of real peers, behind a sender that can be told to count only. */
final class ServedRoom implements AutoCloseable {
    private static final CongestionLimits LIMITS = new CongestionLimits(30_000, 1_000_000, 5_000_000);
    private static final List<CodecFormat> OPUS =
            List.of(new CodecFormat("opus", 48_000, 2, -1, Map.of("minptime", "10", "useinbandfec", "1")));

    private static final AttributeKey<CountingSender> SENDER = AttributeKey.valueOf(ServedRoom.class, "sender");

    private final OwnedEventLoops loops = new OwnedEventLoops(Transports.best(), 1, 1);
    private final ExecutorService handshakes = Executors.newCachedThreadPool();
    private final VoicePeers peers = VoicePeers.open(VoicePeersSettings.loopback());
    private final MediaCounters counters = new MediaCounters();
    private final PeerTable table = new PeerTable();
    private final Channel channel;
    private final CountingSender sender;
    private final PeerFactory factory;

    /** @param direct whether packets are written outside the heap */
    ServedRoom(SrtpEngine srtp, boolean direct) throws Exception {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        FailureLog failures = new FailureLog(counters, System::nanoTime);
        channel = new Bootstrap()
                .group(loops.media())
                .channel(loops.datagramChannel())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel opened) {
                        CountingSender counting = new CountingSender(new NettyBatchSender(opened, counters), direct);
                        opened.attr(SENDER).set(counting);
                        BatchSender blocks = new BlockSender(counting, counters, System::nanoTime);
                        LoopInbox inbox =
                                new LoopInbox(opened.eventLoop(), blocks, counters, failures, System::nanoTime, 2);
                        opened.pipeline()
                                .addLast(new MediaSocket(
                                        table, counters, blocks, failures, inbox, new SocketSteering()));
                    }
                })
                .bind(any)
                .sync()
                .channel();
        sender = channel.attr(SENDER).get();
        MediaSocket socket = channel.pipeline().get(MediaSocket.class);
        MediaLoop loop = new MediaLoop(
                new MediaLoop.Socket(
                        0, channel.eventLoop(), socket.sender(), socket.inbox(), counters, table, failures),
                new MediaLoop.Shared(
                        srtp,
                        handshakes,
                        (limits, random, executor) -> new ConstantRate(LIMITS.maximumBitsPerSecond()),
                        LIMITS,
                        new Seats(new LoopPlacement(1, 200), 10_000, List.of(counters::packetsSent)),
                        new RoomShards()));
        factory = new PeerFactory(
                loop,
                new MediaSettings(
                        any, List.of(), Duration.ofMinutes(5), 8, 10_000, 200, LIMITS, MediaSettings.Coalescing.none()),
                DtlsCertificate.generate(
                        new SecureRandom(), Instant.now().minus(Duration.ofDays(1)), Duration.ofDays(2)),
                List.of((InetSocketAddress) channel.localAddress()));
    }

    Channel channel() {
        return channel;
    }

    CountingSender sender() {
        return sender;
    }

    VoicePeer publish() throws Exception {
        return join("publisher", MediaRole.PUBLISHER, VoicePeerSettings.sending(1));
    }

    void listen(int number) throws Exception {
        join("listener-" + number, MediaRole.LISTENER, VoicePeerSettings.receiving(1));
    }

    private VoicePeer join(String name, MediaRole role, VoicePeerSettings settings) throws Exception {
        VoicePeer peer = peers.add(settings);
        MediaOffer offer = new MediaOffer(name, "room", role, peer.offer(), null, name);
        SessionDescription description = SessionDescription.parse(offer.sdp());
        AwaitedConnection connection = new AwaitedConnection();
        String answer = channel.eventLoop()
                .submit(() -> factory.answer(offer, description, OPUS, connection))
                .get()
                .sdp();
        peer.accept(answer).get(60, TimeUnit.SECONDS);
        connection.connected().get(60, TimeUnit.SECONDS);
        return peer;
    }

    @Override
    public void close() {
        peers.close();
        channel.close().awaitUninterruptibly();
        handshakes.shutdownNow();
        loops.close();
    }
}
