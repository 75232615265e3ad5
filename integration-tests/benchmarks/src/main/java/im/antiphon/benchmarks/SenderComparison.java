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
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The native media path beside {@code src/main/c/sender.c}, which does the same: receive, open, copy for each listener with a header
 * of its own, seal, send. In turns, in one run; the processor time of the thread counts. Rooms and rules are in neither.
 */
public final class SenderComparison {
    private static final int LENGTH = 130;
    private static final int TURNS = 15;
    private static final SrtpProfile PROFILE = SrtpProfile.AES128_CM_HMAC_SHA1_80;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Packets sent, more or less, until all is compiled. */
    private static final int WARM_UP = 300_000;

    private static final List<Load> LOADS = List.of(
            new Load(100, 1, false, 1_000, 0),
            new Load(100, 5, false, 1_000, 0),
            new Load(100, 2, true, 1_000, 0),
            new Load(100, 5, true, 1_000, 0),
            new Load(100, 1, false, 200, 4_000),
            new Load(20, 1, false, 200, 4_000));

    /**
     * What is compared.
     *
     * @param listeners to whom each packet goes
     * @param burst packets that come in together
     * @param segmenting whether what goes to one listener goes in one piece
     * @param packets that come in, in a turn
     * @param pauseMicros of sleep before each burst
     */
    private record Load(int listeners, int burst, boolean segmenting, int packets, int pauseMicros) {
        int rounds() {
            return packets / burst;
        }

        String name() {
            return listeners + " listeners, " + burst + (burst == 1 ? " packet" : " packets")
                    + (pauseMicros == 0 ? " at a time, " : " after " + pauseMicros / 1_000 + " ms of sleep, ")
                    + (segmenting ? "those to one in one piece" : "each by itself");
        }
    }

    private final Load load;
    private final DatagramBatch batch;
    private final DatagramChannel in;
    private final DatagramChannel feeder;
    private final DatagramChannel[] sinks;
    private final Destination[] destinations;
    private final SrtpProtector publisher;
    private final SrtpUnprotector opening;
    private final SrtpProtector[] protectors;
    private final ByteBuffer packet = ByteBuffer.allocateDirect(2048);
    private int sequence;

    private SenderComparison(EpollDatagramChannel channel, Load load) throws IOException, ReflectiveOperationException {
        this.load = load;
        sinks = new DatagramChannel[load.listeners()];
        destinations = new Destination[load.listeners()];
        protectors = new SrtpProtector[load.listeners()];
        batch = NativePath.batches(load.segmenting()).open(channel.fd().intValue(), 4096, 1 << 20);
        InetSocketAddress any = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
        in = DatagramChannel.open(StandardProtocolFamily.INET).bind(any);
        feeder = DatagramChannel.open(StandardProtocolFamily.INET).bind(any).connect(in.getLocalAddress());
        in.connect(feeder.getLocalAddress());
        SrtpEngine engine = NativePath.engine("");
        publisher = engine.protector(PROFILE, key(7));
        opening = engine.unprotector(PROFILE, key(7));
        for (int i = 0; i < sinks.length; i++) {
            sinks[i] =
                    DatagramChannel.open(StandardProtocolFamily.INET).bind(any).connect(channel.localAddress());
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
    private double turn(int pauseMicros) throws IOException {
        long spent = 0;
        for (int round = 0; round < load.rounds(); round++) {
            feed();
            if (pauseMicros > 0) {
                LockSupport.parkNanos(pauseMicros * 1_000L);
            }
            long before = THREADS.getCurrentThreadCpuTime();
            forward();
            spent += THREADS.getCurrentThreadCpuTime() - before;
            empty();
        }
        return (double) spent / ((long) load.rounds() * load.burst() * load.listeners());
    }

    private void feed() throws IOException {
        for (int i = 0; i < load.burst(); i++) {
            packet.clear();
            packet.putInt(0, 0x806F_0000 | sequence++ & 0xFFFF).putInt(4, 0).putInt(8, 1);
            int sealed = publisher.protectRtp(packet, 0, LENGTH);
            feeder.write(packet.limit(sealed));
        }
    }

    private void forward() throws IOException {
        for (int i = 0; i < load.burst(); i++) {
            packet.clear();
            int received = in.read(packet);
            packet.clear();
            int length = opening.unprotectRtp(packet, 0, received);
            for (int listener = 0; listener < protectors.length; listener++) {
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
            for (int i = 0; i < load.burst(); i++) {
                packet.clear();
                if (sink.read(packet) == 0) {
                    throw new IllegalStateException("a packet has not arrived");
                }
            }
        }
    }

    private static double plain(String program, Load load) throws IOException {
        Process process = new ProcessBuilder(
                        program,
                        String.valueOf(load.listeners()),
                        String.valueOf(load.burst()),
                        load.segmenting() ? "1" : "0",
                        String.valueOf(load.rounds()),
                        String.valueOf(load.pauseMicros()))
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
                "Java %s, %s; ns of processor time per packet, medians of %d turns each, ratio within a turn%n",
                Runtime.version(), PROFILE, TURNS);
        System.out.printf("%-66s %8s %8s %22s%n", "", "C", "Java", "packets/s, Java to C");
        for (Load load : LOADS) {
            compare(arguments[0], channel, load);
        }
        channel.close().syncUninterruptibly();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static void compare(String program, EpollDatagramChannel channel, Load load)
            throws IOException, ReflectiveOperationException {
        SenderComparison ours = new SenderComparison(channel, load);
        for (int sent = 0; sent < WARM_UP; sent += load.packets() * load.listeners()) {
            ours.turn(0);
        }
        double[] c = new double[TURNS];
        double[] java = new double[TURNS];
        double[] ratios = new double[TURNS];
        for (int i = 0; i < TURNS; i++) {
            c[i] = plain(program, load);
            java[i] = ours.turn(load.pauseMicros());
            ratios[i] = c[i] / java[i];
        }
        System.out.printf("%-66s %8.0f %8.0f %22.2f%n", load.name(), median(c), median(java), median(ratios));
    }
}
