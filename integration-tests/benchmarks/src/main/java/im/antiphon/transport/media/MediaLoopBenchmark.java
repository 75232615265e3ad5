// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import com.sun.management.ThreadMXBean;
import im.antiphon.benchmarks.NativePath;
import im.antiphon.load.VoicePeer;
import im.antiphon.webrtc.srtp.PortableSrtpEngine;
import im.antiphon.webrtc.srtp.SrtpEngine;
import im.antiphon.webrtc.srtp.SrtpProtector;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * All that the media loop does with one packet between two sockets, for peers that have come by ICE and DTLS: found by its address,
 * opened, taken to its room, rewritten and sealed for each listener, and given to a batch, which counts it. {@code baseline} is what the
 * publisher does, sealing it once, and is contained in {@code forward}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class MediaLoopBenchmark {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int PACKETS = 1_000;
    private static final int LENGTH = 112;
    private static final int ROOM_BEHIND = 32;

    /** {@code best} is native where that is built, else portable; {@code none} leaves all in the clear. */
    @Param({"best", "none"})
    String cipher;

    @Param({"10", "100"})
    int listeners;

    private final ByteBuf content = Unpooled.directBuffer(LENGTH + ROOM_BEHIND);
    private final ByteBuffer packet =
            content.internalNioBuffer(0, LENGTH + ROOM_BEHIND).slice();
    private final Callable<Long> sealing = this::sealAll;
    private final Callable<Long> forwarding = this::forwardAll;
    private ServedRoom room;
    private EventLoop loop;
    private ChannelPipeline pipeline;
    private SrtpProtector protector;
    private DatagramPacket datagram;
    private int header;
    private int ssrc;
    private int sequenceNumber;
    private long allocated;
    private long packets;

    @Setup
    public void connect() throws Exception {
        boolean nativePath = Runtime.version().feature() >= 22;
        SrtpEngine srtp = nativePath ? NativePath.engine("") : new PortableSrtpEngine();
        KeyedEngine engine = new KeyedEngine(srtp, cipher.equals("best"));
        room = new ServedRoom(engine, nativePath);
        VoicePeer publisher = room.publish();
        for (int i = 0; i < listeners; i++) {
            room.listen(i);
        }
        protector = engine.protectorOfFirst();
        loop = room.channel().eventLoop();
        pipeline = room.channel().pipeline();
        takeOver(publisher);
    }

    /** The publisher speaks until it has been heard; from there on this goes on in its name. */
    private void takeOver(VoicePeer publisher) throws Exception {
        Overheard overheard = new Overheard();
        pipeline.addFirst(overheard);
        publisher.startSending(VoicePeer.PACKETS_PER_SECOND);
        while (overheard.latest() == null) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        publisher.stopSending();
        TimeUnit.MILLISECONDS.sleep(300);
        Overheard.Packet last = Objects.requireNonNull(overheard.latest());
        header = 0x80 << 8 | last.payloadType();
        ssrc = last.ssrc();
        sequenceNumber = last.sequenceNumber();
        datagram =
                new DatagramPacket(content, (InetSocketAddress) room.channel().localAddress(), last.from());
        pipeline.remove(overheard);
        loop.submit(room.sender()::onlyCount).get();
    }

    /** What is compiled while it runs is looked at anew. */
    @Setup(Level.Iteration)
    public void countAnew() {
        allocated = 0;
        packets = 0;
    }

    /** JMH's figure is of all threads, those of the peers included, and of what checks and reports take in between. */
    @TearDown(Level.Iteration)
    public void tellWhatWasAllocated() {
        if (packets > 0) {
            System.out.printf(
                    Locale.ROOT,
                    "%n    by the loop itself: %.2f B per packet that came in%n",
                    (double) allocated / packets);
        }
    }

    @TearDown(Level.Trial)
    public void disconnect() {
        room.close();
        content.release();
    }

    private int seal() {
        sequenceNumber++;
        packet.putShort(0, (short) header)
                .putShort(2, (short) sequenceNumber)
                .putInt(4, sequenceNumber * 960)
                .putInt(8, ssrc);
        return protector.protectRtp(packet, 0, LENGTH);
    }

    private Long sealAll() {
        long bytes = 0;
        for (int i = 0; i < PACKETS; i++) {
            bytes += seal();
        }
        return bytes;
    }

    private Long forwardAll() {
        long allocatedBefore =
                THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
        long before = room.sender().counted();
        for (int i = 0; i < PACKETS; i++) {
            content.setIndex(0, seal());
            pipeline.fireChannelRead(datagram.retain());
            pipeline.fireChannelReadComplete();
        }
        long forwarded = room.sender().counted() - before;
        if (forwarded != (long) PACKETS * listeners) {
            throw new IllegalStateException("forwarded: " + forwarded + " (expected: " + PACKETS * listeners + ")");
        }
        allocated += THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - allocatedBefore;
        packets += PACKETS;
        return forwarded;
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public Long baseline() throws Exception {
        return loop.submit(sealing).get();
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public Long forward() throws Exception {
        return loop.submit(forwarding).get();
    }
}
