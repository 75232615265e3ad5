// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.codahale.metrics.MetricRegistry;
import com.sun.management.ThreadMXBean;
import im.antiphon.api.media.MediaOffer;
import im.antiphon.api.media.MediaRole;
import im.antiphon.api.plugin.Tenants;
import im.antiphon.load.VoicePeerSettings;
import im.antiphon.load.VoicePeers;
import im.antiphon.load.VoicePeersSettings;
import im.antiphon.rtp.PacketKind;
import im.antiphon.transport.batch.DatagramBatch;
import im.antiphon.transport.batch.DatagramBatchFactory;
import im.antiphon.transport.batch.Destination;
import im.antiphon.transport.loop.OwnedEventLoops;
import im.antiphon.transport.loop.Transports;
import im.antiphon.transport.media.VoiceRoom.ConstantRate;
import im.antiphon.transport.media.VoiceRoom.Guest;
import im.antiphon.transport.media.VoiceRoom.OpusOnly;
import im.antiphon.webrtc.sdp.SessionDescription;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The way of a packet that comes in on one loop and leaves on two. */
@Timeout(180)
class ShardedForwardPathTest {
    private static final int LISTENERS_PER_LOOP = 8;
    private static final int PACKETS = 20_000;
    private static final int AT_ONCE = 200;
    private static final int MOST_ROUNDS = 10;

    private volatile boolean silent;

    private record Address(InetSocketAddress socketAddress) implements Destination {}

    /** Sends each datagram at once, but only counts media while it is to be silent; whom we answer no more would leave. */
    private final class PlainBatch implements DatagramBatch {
        private final ByteBuffer room = ByteBuffer.allocateDirect(DATAGRAM_LENGTH);
        private final Socket socket;

        PlainBatch(int descriptor) {
            socket = new Socket(descriptor);
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
        public boolean add(int length, Destination destination) {
            if (!silent || PacketKind.of(room, 0, length) != PacketKind.RTP) {
                InetSocketAddress to = ((Address) destination).socketAddress();
                try {
                    socket.sendTo(room, 0, length, to.getAddress(), to.getPort());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return true;
        }

        @Override
        public int waiting() {
            return 0;
        }

        @Override
        public int flush() {
            return 0;
        }

        @Override
        public long failures() {
            return 0;
        }

        @Override
        public long pieces() {
            return 0;
        }
    }

    private final class PlainBatches implements DatagramBatchFactory {
        @Override
        public String name() {
            return "plain";
        }

        @Override
        public DatagramBatch open(int descriptor, int datagrams, int bytes) {
            return new PlainBatch(descriptor);
        }
    }

    private static void join(MediaEndpoint endpoint, Guest guest, MediaRole role) throws Exception {
        MediaOffer offer = new MediaOffer(
                guest.sessionId, Tenants.DEFAULT, "room", role, guest.peer.offer(), null, guest.sessionId);
        guest.peer
                .accept(endpoint.server()
                        .offer(offer, guest)
                        .toCompletableFuture()
                        .get(60, SECONDS)
                        .sdp())
                .get(60, SECONDS);
        guest.connected.get(60, SECONDS);
    }

    @Test
    void neitherLoopAllocatesForAPacketThatBothForward() throws Exception {
        assumeTrue(Epoll.isAvailable(), "one loop without epoll");
        OwnedEventLoops loops = new OwnedEventLoops(Transports.EPOLL, 1, 2);
        MediaSettings settings = new MediaSettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                List.of(),
                Duration.ofSeconds(30),
                8,
                100,
                LISTENERS_PER_LOOP + 1,
                VoiceRoom.LIMITS,
                MediaSettings.Coalescing.none());
        MediaEndpoint.Surroundings surroundings = new MediaEndpoint.Surroundings(
                loops,
                new TestSrtpEngine(false),
                new PlainBatches(),
                (limits, random, executor) -> new ConstantRate(),
                new OpusOnly(),
                new MetricRegistry());
        try (MediaEndpoint endpoint = MediaEndpoint.open(settings, surroundings);
                VoicePeers peers = VoicePeers.open(VoicePeersSettings.loopback())) {
            Guest ann = new Guest(peers.add(VoicePeerSettings.sending(1)), "ann");
            int ssrc = SessionDescription.parse(ann.peer.offer())
                    .media()
                    .get(0)
                    .sources()
                    .get(0)
                    .ssrc();
            join(endpoint, ann, MediaRole.PUBLISHER);
            List<Guest> listeners = new ArrayList<>();
            for (int i = 0; i < 2 * LISTENERS_PER_LOOP; i++) {
                Guest listener = new Guest(peers.add(VoicePeerSettings.receiving(1)), "listener-" + i);
                join(endpoint, listener, MediaRole.LISTENER);
                listeners.add(listener);
            }
            silent = true;
            MediaLoop near = endpoint.loops().all().get(0);
            MediaLoop far = endpoint.loops().all().get(1);
            MediaPeer peer = endpoint.loops().peers().ofSession("ann");
            assertThat(peer).isNotNull();
            Talk talk = new Talk(peer, near, far, ssrc);
            talk.forward(PACKETS);
            talk.forward(PACKETS);

            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long nearThread = talk.thread(near);
            long farThread = talk.thread(far);
            long forwarded = 2L * PACKETS * LISTENERS_PER_LOOP;
            long least = Long.MAX_VALUE;
            // What the peers' checks and reports take comes by the clock: the slower a machine, the more.
            // What packets take is in every round.
            for (int round = 0; round < MOST_ROUNDS && least >= forwarded; round++) {
                long before = threads.getThreadAllocatedBytes(nearThread) + threads.getThreadAllocatedBytes(farThread);
                long sent = near.counters().packetsSent() + far.counters().packetsSent();
                talk.forward(PACKETS);
                assertThat(near.counters().packetsSent() + far.counters().packetsSent() - sent)
                        .isEqualTo(forwarded);
                least = Math.min(
                        least,
                        threads.getThreadAllocatedBytes(nearThread)
                                + threads.getThreadAllocatedBytes(farThread)
                                - before);
            }
            // Less than a byte for each that was forwarded: the tasks by which this test and the loops wake each other.
            assertThat(least).isLessThan(forwarded);
        } finally {
            loops.close();
        }
    }

    /** Ann's packets, some at a time, so that what is handed over always fits. */
    private static final class Talk {
        private final MediaPeer peer;
        private final MediaLoop near;
        private final MediaLoop far;
        private final ByteBuffer packet = ByteBuffer.allocateDirect(MediaSocket.RECEIVE_LENGTH);
        private final InetSocketAddress from = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);
        private final Runnable burst = this::burst;
        private int sequenceNumber;

        Talk(MediaPeer peer, MediaLoop near, MediaLoop far, int ssrc) {
            this.peer = peer;
            this.near = near;
            this.far = far;
            packet.put(0, (byte) 0x80).put(1, (byte) 111).putInt(8, ssrc);
        }

        long thread(MediaLoop loop) throws Exception {
            return loop.eventLoop().submit(() -> Thread.currentThread().getId()).get(60, SECONDS);
        }

        void forward(int packets) throws Exception {
            for (int done = 0; done < packets; done += AT_ONCE) {
                long before = far.counters().packetsSent();
                near.eventLoop().submit(burst).get(60, SECONDS);
                while (far.counters().packetsSent() - before < (long) AT_ONCE * LISTENERS_PER_LOOP) {
                    if (Thread.interrupted()) {
                        throw new InterruptedException("the test's time is over");
                    }
                    Thread.onSpinWait();
                }
            }
        }

        private void burst() {
            for (int i = 0; i < AT_ONCE; i++) {
                sequenceNumber++;
                packet.putShort(2, (short) sequenceNumber).putInt(4, sequenceNumber * 960);
                peer.handleDatagram(PacketKind.RTP, packet, 112, from);
            }
        }
    }
}
