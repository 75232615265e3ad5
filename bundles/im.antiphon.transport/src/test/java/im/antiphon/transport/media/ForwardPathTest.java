// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import im.antiphon.api.congestion.CongestionLimits;
import im.antiphon.api.media.MediaOffer;
import im.antiphon.api.media.MediaRole;
import im.antiphon.load.VoicePeerSettings;
import im.antiphon.load.VoicePeers;
import im.antiphon.load.VoicePeersSettings;
import im.antiphon.rtp.PacketKind;
import im.antiphon.transport.batch.Destination;
import im.antiphon.transport.loop.OwnedEventLoops;
import im.antiphon.transport.loop.Transports;
import im.antiphon.transport.media.VoiceRoom.ConstantRate;
import im.antiphon.transport.media.VoiceRoom.Guest;
import im.antiphon.transport.media.VoiceRoom.OpusOnly;
import im.antiphon.webrtc.dtls.DtlsCertificate;
import im.antiphon.webrtc.sdp.SessionDescription;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The way of a packet through the media loop, with a sender in between that sees what goes out and when. */
@Timeout(180)
class ForwardPathTest {
    private static final CongestionLimits LIMITS = new CongestionLimits(30_000, 1_000_000, 5_000_000);
    private static final int LISTENERS = 3;
    private static final int PACKETS = 20_000;
    private static final int MOST_ROUNDS = 10;

    /** Lets datagrams through, or only counts them. */
    private static final class WatchingSender implements BatchSender {
        private final BatchSender real;
        boolean silent;
        long sent;
        int unflushed;

        WatchingSender(BatchSender real) {
            this.real = real;
        }

        @Override
        public String name() {
            return real.name();
        }

        @Override
        public ByteBuffer buffer() {
            return real.buffer();
        }

        @Override
        public int offset() {
            return real.offset();
        }

        @Override
        public Destination destination(InetSocketAddress to) {
            return real.destination(to);
        }

        @Override
        public void send(ByteBuffer packet, int offset, int length, Destination to) {
            sent++;
            unflushed++;
            if (!silent) {
                real.send(packet, offset, length, to);
            }
        }

        @Override
        public void flush() {
            unflushed = 0;
            real.flush();
        }
    }

    private final OwnedEventLoops loops = new OwnedEventLoops(Transports.best(), 1, 1);
    private final ExecutorService handshakes = Executors.newCachedThreadPool();
    private final MediaCounters counters = new MediaCounters();
    private final PeerTable table = new PeerTable();
    private final FailureLog failures = new FailureLog(counters, System::nanoTime);
    private VoicePeers peers;
    private Channel channel;
    private WatchingSender sender;
    private MediaLoop loop;
    private PeerFactory factory;
    private int speakerSsrc;
    private int sequenceNumber;

    @BeforeEach
    void open() throws Exception {
        peers = VoicePeers.open(VoicePeersSettings.loopback());
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        channel = new Bootstrap()
                .group(loops.media())
                .channel(loops.datagramChannel())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel opened) {
                        WatchingSender watching = new WatchingSender(new NettyBatchSender(opened, counters));
                        LoopInbox inbox =
                                new LoopInbox(opened.eventLoop(), watching, counters, failures, System::nanoTime, 2);
                        opened.pipeline()
                                .addLast(new MediaSocket(
                                        table, counters, watching, failures, inbox, new SocketSteering()));
                    }
                })
                .bind(any)
                .sync()
                .channel();
        MediaSocket socket = channel.pipeline().get(MediaSocket.class);
        sender = (WatchingSender) socket.sender();
        loop = new MediaLoop(
                new MediaLoop.Socket(0, channel.eventLoop(), sender, socket.inbox(), counters, table, failures),
                new MediaLoop.Shared(
                        new TestSrtpEngine(false),
                        handshakes,
                        (limits, random, executor) -> new ConstantRate(),
                        LIMITS,
                        new Seats(new LoopPlacement(1, 200), 100, List.of(counters::packetsSent)),
                        new RoomShards()));
        factory = new PeerFactory(
                loop,
                new MediaSettings(
                        any, List.of(), Duration.ofSeconds(30), 8, 100, 200, LIMITS, MediaSettings.Coalescing.none()),
                DtlsCertificate.generate(
                        new SecureRandom(), Instant.now().minus(Duration.ofDays(1)), Duration.ofDays(2)),
                List.of((InetSocketAddress) channel.localAddress()));
    }

    @AfterEach
    void close() {
        peers.close();
        channel.close().awaitUninterruptibly();
        handshakes.shutdownNow();
        loops.close();
    }

    private <T> T onLoop(Callable<T> work) throws Exception {
        return channel.eventLoop().submit(work).get(60, SECONDS);
    }

    /** Between any two turns of the loop there is nothing that was sent and not handed to the kernel. */
    private Guest join(String name, MediaRole role, @Nullable String source, VoicePeerSettings settings)
            throws Exception {
        Guest guest = new Guest(peers.add(settings), name);
        MediaOffer offer = new MediaOffer(name, "room", role, guest.peer.offer(), source, name);
        SessionDescription description = SessionDescription.parse(offer.sdp());
        if (role == MediaRole.PUBLISHER) {
            speakerSsrc = description.media().get(0).sources().get(0).ssrc();
        }
        String answer = onLoop(() -> factory.answer(offer, description, new OpusOnly().formats(), guest))
                .sdp();
        guest.peer.accept(answer);
        while (!guest.connected.isDone()) {
            assertThat(onLoop(() -> sender.unflushed))
                    .as("datagrams that wait for no reason")
                    .isZero();
        }
        return guest;
    }

    @Test
    void everyFlightOfAHandshakeLeavesAtOnce() throws Exception {
        Guest ann = join("ann", MediaRole.PUBLISHER, null, VoicePeerSettings.sending(1));
        assertThat(ann.closed).isNotDone();
        assertThat(onLoop(() -> sender.sent)).isPositive();
    }

    @Test
    void forwardingAllocatesNothingButWhatTheSocketAndTheCipherDo() throws Exception {
        join("ann", MediaRole.PUBLISHER, null, VoicePeerSettings.sending(1));
        List<Guest> listeners = new ArrayList<>();
        for (int i = 0; i < LISTENERS; i++) {
            listeners.add(join("listener-" + i, MediaRole.LISTENER, "ann", VoicePeerSettings.receiving(1)));
        }
        long allocated = onLoop(() -> {
            sender.silent = true;
            forward();
            forward();
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long least = Long.MAX_VALUE;
            // Reports come by the clock, so on a slow machine in one round or another.
            // What packets take is in every one.
            for (int round = 0; round < MOST_ROUNDS && least >= PACKETS; round++) {
                long before =
                        threads.getThreadAllocatedBytes(Thread.currentThread().getId());
                long sent = counters.packetsSent();
                forward();
                assertThat(counters.packetsSent() - sent).isEqualTo((long) PACKETS * LISTENERS);
                least = Math.min(
                        least,
                        threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before);
            }
            return least;
        });
        // Less than a byte a packet: what the measurement itself takes does not grow with them.
        assertThat(allocated).isLessThan(PACKETS);
    }

    private void forward() {
        MediaPeer ann = table.ofSession("ann");
        InetSocketAddress from = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);
        ByteBuffer packet = ByteBuffer.allocate(MediaSocket.RECEIVE_LENGTH)
                .put(0, (byte) 0x80)
                .put(1, (byte) 111)
                .putInt(8, speakerSsrc);
        if (ann == null) {
            throw new IllegalStateException("ann has left");
        }
        for (int i = 0; i < PACKETS; i++) {
            sequenceNumber++;
            packet.putShort(2, (short) sequenceNumber).putInt(4, sequenceNumber * 960);
            ann.handleDatagram(PacketKind.RTP, packet, 112, from);
        }
    }
}
