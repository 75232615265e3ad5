// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the watch relies on, with real sockets: it depends on the order in which Netty asks. */
@Timeout(60)
class TurnCountTest {
    private final BlockingQueue<Long> seen = new LinkedBlockingQueue<>();

    @ParameterizedTest
    @EnumSource(Transports.class)
    void aLoopIsAtATurnWhileADatagramIsReadAndAtAnotherForTheNext(Transports transport) throws Exception {
        try (OwnedEventLoops loops = loops(transport)) {
            LongSupplier turns = turns(loops);
            Channel receiver = bind(loops, turns);
            Channel sender = bind(loops, turns);
            long first = afterADatagram(sender, receiver);
            awaitSleep(turns);
            long second = afterADatagram(sender, receiver);
            assertThat(first).isOdd();
            assertThat(second).isOdd().isGreaterThan(first);
        }
    }

    @ParameterizedTest
    @EnumSource(Transports.class)
    void aLoopHeldByATaskStaysAtItsTurnAndOneWithoutWorkSleeps(Transports transport) throws Exception {
        try (OwnedEventLoops loops = loops(transport)) {
            LongSupplier turns = turns(loops);
            CountDownLatch letGo = new CountDownLatch(1);
            loops.media().execute(() -> {
                seen.add(turns.getAsLong());
                try {
                    letGo.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            long turn = seen.take();
            assertThat(turn).isOdd();
            assertThat(turns.getAsLong()).isEqualTo(turn);
            letGo.countDown();
            awaitSleep(turns);
            loops.media().execute(() -> seen.add(turns.getAsLong()));
            assertThat(seen.take()).isOdd().isGreaterThan(turn);
        }
    }

    @ParameterizedTest
    @EnumSource(Transports.class)
    void aTimerIsATurn(Transports transport) throws Exception {
        try (OwnedEventLoops loops = loops(transport)) {
            LongSupplier turns = turns(loops);
            loops.media().schedule(() -> seen.add(turns.getAsLong()), 20, TimeUnit.MILLISECONDS);
            assertThat(seen.take()).isOdd();
        }
    }

    private static OwnedEventLoops loops(Transports transport) {
        assumeThat(transport == Transports.NIO || Transports.best() == transport)
                .isTrue();
        return new OwnedEventLoops(transport, 1, 1);
    }

    private static LongSupplier turns(OwnedEventLoops loops) {
        EventExecutor loop = loops.media().iterator().next();
        return loops.turns(loop);
    }

    private Channel bind(OwnedEventLoops loops, LongSupplier turns) throws InterruptedException {
        return new Bootstrap()
                .group(loops.media())
                .channel(loops.datagramChannel())
                .handler(new SimpleChannelInboundHandler<DatagramPacket>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
                        seen.add(turns.getAsLong());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
    }

    private long afterADatagram(Channel sender, Channel receiver) throws InterruptedException {
        sender.writeAndFlush(new DatagramPacket(
                        Unpooled.wrappedBuffer(new byte[] {1}), (InetSocketAddress) receiver.localAddress()))
                .sync();
        return seen.take();
    }

    /** Sees to it that nothing wakes it but the kernel's news. */
    private static void awaitSleep(LongSupplier turns) throws InterruptedException {
        while (turns.getAsLong() % 2 != 0) {
            if (Thread.interrupted()) {
                throw new InterruptedException("the test's time is over");
            }
            Thread.onSpinWait();
        }
    }
}
