// SPDX-License-Identifier: Apache-2.0
package im.antiphon.benchmarks;

import im.antiphon.transport.batch.DatagramBatch;
import im.antiphon.transport.batch.Destination;
import im.antiphon.webrtc.srtp.SrtpEngine;
import im.antiphon.webrtc.srtp.SrtpMasterKey;
import im.antiphon.webrtc.srtp.SrtpProfile;
import im.antiphon.webrtc.srtp.SrtpProtector;
import im.antiphon.webrtc.srtp.SrtpUnprotector;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The native media path beside {@code src/main/c/sender.c}, which does the same: receive, open, copy for each listener with a header
 * of its own, seal, send. In turns, in one run; the processor time of the thread counts. Rooms and rules are in neither.
 */
public final class SenderComparison {
    private static final int LISTENERS = 100;
    private static final int LENGTH = 130;
    private static final int ROOM = 64;
    private static final int ROUNDS = 2_000;
    private static final int TURNS = 7;
    private static final SrtpProfile PROFILE = SrtpProfile.AES128_CM_HMAC_SHA1_80;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final int burst;
    private final DatagramBatch batch;
    private final DatagramChannel in;
    private final DatagramChannel feeder;
    private final DatagramChannel[] sinks = new DatagramChannel[LISTENERS];
    private final Destination[] destinations = new Destination[LISTENERS];
    private final SrtpProtector publisher;
    private final SrtpUnprotector opening;
    private final SrtpProtector[] protectors = new SrtpProtector[LISTENERS];
    private final ByteBuffer packet = ByteBuffer.allocateDirect(2048);
    private int sequence;

    private SenderComparison(EpollDatagramChannel channel, int burst, boolean segmenting)
            throws IOException, ReflectiveOperationException {
        this.burst = burst;
        batch = NativePath.batches(segmenting).open(channel.fd().intValue(), 4096, 1 << 20);
        InetSocketAddress any = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
        in = DatagramChannel.open().bind(any);
        feeder = DatagramChannel.open().bind(any).connect(in.getLocalAddress());
        in.connect(feeder.getLocalAddress());
        SrtpEngine engine = NativePath.engine("");
        publisher = engine.protector(PROFILE, key(7));
        opening = engine.unprotector(PROFILE, key(7));
        for (int i = 0; i < LISTENERS; i++) {
            sinks[i] = DatagramChannel.open().bind(any).connect(channel.localAddress());
            sinks[i].configureBlocking(false);
            destinations[i] = batch.destination((InetSocketAddress) sinks[i].getLocalAddress());
            protectors[i] = engine.protector(PROFILE, key(i + 11));
        }
    }

    private static SrtpMasterKey key(int number) {
        byte[] key = new byte[PROFILE.keyLength()];
        byte[] salt = new byte[PROFILE.saltLength()];
        Arrays.fill(key, (byte) number);
        Arrays.fill(salt, (byte) (number + 1));
        return new SrtpMasterKey(key, salt);
    }

    /** Nanoseconds per packet sent. */
    private double turn() throws IOException {
        long spent = 0;
        for (int round = 0; round < ROUNDS / burst; round++) {
            feed();
            long before = THREADS.getCurrentThreadCpuTime();
            forward();
            spent += THREADS.getCurrentThreadCpuTime() - before;
            empty();
        }
        return (double) spent / ((long) (ROUNDS / burst) * LISTENERS * burst);
    }

    private void feed() throws IOException {
        for (int i = 0; i < burst; i++) {
            packet.clear();
            packet.putInt(0, 0x806F_0000 | sequence++ & 0xFFFF).putInt(4, 0).putInt(8, 1);
            int sealed = publisher.protectRtp(packet, 0, LENGTH);
            feeder.write(packet.limit(sealed));
        }
    }

    private void forward() throws IOException {
        for (int i = 0; i < burst; i++) {
            packet.clear();
            int received = in.read(packet);
            packet.clear();
            int length = opening.unprotectRtp(packet, 0, received);
            for (int listener = 0; listener < LISTENERS; listener++) {
                ByteBuffer out = batch.buffer();
                int offset = batch.offset();
                out.put(offset, packet, 0, length);
                out.putInt(offset + 8, 1_000 + listener);
                int sealed = protectors[listener].protectRtp(out, offset, length);
                if (!batch.add(sealed, destinations[listener])) {
                    throw new IllegalStateException("the batch is full");
                }
            }
        }
        if (batch.flush() != 0 || batch.failures() != 0) {
            throw new IllegalStateException("not all was sent");
        }
    }

    private void empty() throws IOException {
        for (DatagramChannel sink : sinks) {
            for (int i = 0; i < burst; i++) {
                packet.clear();
                if (sink.read(packet) == 0) {
                    throw new IllegalStateException("a packet has not arrived");
                }
            }
        }
    }

    private static double plain(String program, int burst, boolean segmenting) throws IOException {
        Process process = new ProcessBuilder(
                        program,
                        String.valueOf(LISTENERS),
                        String.valueOf(burst),
                        segmenting ? "1" : "0",
                        String.valueOf(ROUNDS / burst))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        return Double.parseDouble(text.strip());
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** @param arguments the program in C */
    public static void main(String... arguments) throws Exception {
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        EpollDatagramChannel channel = (EpollDatagramChannel) new Bootstrap()
                .group(group)
                .channelFactory(() -> new EpollDatagramChannel(SocketProtocolFamily.INET))
                .handler(new ChannelInboundHandlerAdapter())
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
        System.out.printf(
                "Java %s, %d listeners, %s; ns of processor time per packet, medians of %d turns each%n",
                Runtime.version(), LISTENERS, PROFILE, TURNS);
        System.out.printf("%-44s %8s %8s %22s%n", "", "C", "Java", "packets/s, Java to C");
        compare(arguments[0], channel, 1, false);
        compare(arguments[0], channel, 5, false);
        compare(arguments[0], channel, 2, true);
        compare(arguments[0], channel, 5, true);
        channel.close().syncUninterruptibly();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static void compare(String program, EpollDatagramChannel channel, int burst, boolean segmenting)
            throws IOException, ReflectiveOperationException {
        SenderComparison ours = new SenderComparison(channel, burst, segmenting);
        for (int i = 0; i < 3; i++) {
            ours.turn(); // compiled from here on
        }
        double[] c = new double[TURNS];
        double[] java = new double[TURNS];
        for (int i = 0; i < TURNS; i++) {
            c[i] = plain(program, burst, segmenting);
            java[i] = ours.turn();
        }
        String name = burst + (burst == 1 ? " packet" : " packets") + " at a time, "
                + (segmenting ? "those to one in one piece" : "each by itself");
        System.out.printf("%-44s %8.0f %8.0f %22.2f%n", name, median(c), median(java), median(c) / median(java));
    }
}
