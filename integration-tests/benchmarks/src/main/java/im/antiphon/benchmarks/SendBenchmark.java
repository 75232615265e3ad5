// SPDX-License-Identifier: Apache-2.0
package im.antiphon.benchmarks;

import im.antiphon.transport.batch.DatagramBatch;
import im.antiphon.transport.batch.Destination;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Sending a datagram of 140 bytes over the loopback: 20 receivers, 10 datagrams to each at a time. Nobody reads, so the kernel
 * delivers into sockets that are full, which costs it less than delivering to a reader; the ratios are of the way out. Linux, JDK 22
 * and newer.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 3,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-Dio.netty.leakDetection.level=disabled"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class SendBenchmark {
    private static final int RECEIVERS = 20;
    private static final int EACH = 10;
    private static final int LENGTH = 140;

    private final DatagramChannel[] receivers = new DatagramChannel[RECEIVERS];
    private final InetSocketAddress[] addresses = new InetSocketAddress[RECEIVERS];
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private EpollDatagramChannel channel;
    private DatagramBatch plain;
    private DatagramBatch segmenting;
    private final Destination[] byPlain = new Destination[RECEIVERS];
    private final Destination[] bySegmenting = new Destination[RECEIVERS];

    @Setup
    public void open() throws IOException, ReflectiveOperationException {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        for (int i = 0; i < RECEIVERS; i++) {
            receivers[i] = DatagramChannel.open().bind(new InetSocketAddress(loopback, 0));
            addresses[i] = (InetSocketAddress) receivers[i].getLocalAddress();
        }
        channel = (EpollDatagramChannel) new Bootstrap()
                .group(group)
                .channelFactory(() -> new EpollDatagramChannel(SocketProtocolFamily.INET))
                .handler(new ChannelInboundHandlerAdapter())
                .bind(loopback, 0)
                .syncUninterruptibly()
                .channel();
        int descriptor = channel.fd().intValue();
        plain = NativePath.batches(false).open(descriptor, 1024, 1 << 20);
        segmenting = NativePath.batches(true).open(descriptor, 1024, 1 << 20);
        for (int i = 0; i < RECEIVERS; i++) {
            byPlain[i] = plain.destination(addresses[i]);
            bySegmenting[i] = segmenting.destination(addresses[i]);
        }
    }

    @TearDown
    public void close() throws IOException {
        channel.close().syncUninterruptibly();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        for (DatagramChannel receiver : receivers) {
            receiver.close();
        }
    }

    /** Through Netty's outbound buffer, which sends by {@code sendmmsg} as well. */
    @Benchmark
    @OperationsPerInvocation(RECEIVERS * EACH)
    public boolean baseline() throws Exception {
        return channel.eventLoop()
                .submit(() -> {
                    for (int i = 0; i < EACH; i++) {
                        for (InetSocketAddress to : addresses) {
                            ByteBuf datagram =
                                    channel.alloc().directBuffer(LENGTH).writerIndex(LENGTH);
                            channel.write(new DatagramPacket(datagram, to), channel.voidPromise());
                        }
                    }
                    channel.flush();
                })
                .await()
                .isSuccess();
    }

    @Benchmark
    @OperationsPerInvocation(RECEIVERS * EACH)
    public long sendmmsg() throws Exception {
        return send(plain, byPlain);
    }

    @Benchmark
    @OperationsPerInvocation(RECEIVERS * EACH)
    public long sendmmsgWithSegmentation() throws Exception {
        return send(segmenting, bySegmenting);
    }

    private long send(DatagramBatch batch, Destination[] destinations) throws Exception {
        return channel.eventLoop()
                .submit(() -> {
                    for (int i = 0; i < EACH; i++) {
                        for (Destination to : destinations) {
                            ByteBuffer buffer = batch.buffer();
                            buffer.putInt(batch.offset(), i);
                            batch.add(LENGTH, to);
                        }
                    }
                    return (long) batch.flush();
                })
                .get();
    }
}
