// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What many connections are measured beside: as little as a WebSocket server in Netty can be, in a process of its own. One
 * handler per connection, which reads short frames that come whole, says back what it is told, and is pinged every 15
 * seconds by a timer that all connections of its loop share.
 */
final class LeanEcho implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int HEARTBEAT_SECONDS = 15;

    private final Process process;
    private final int port;

    /** @param tls the folder with {@code certificate.pem} and {@code key.pem}, or none */
    LeanEcho(List<String> javaOptions, Path... tls) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(javaOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), LeanEcho.class.getName()));
        Stream.of(tls).map(Path::toString).forEach(command::add);
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        String said = output.readLine();
        if (said == null) {
            throw new AssertionError("the echo did not start");
        }
        port = Integer.parseInt(said);
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** The server; it prints its port, and runs until it is killed. */
    public static void main(String... arguments) throws Exception {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(THREADS, EpollIoHandler.newFactory());
        SslContext tls = arguments.length == 0
                ? null
                : SslContextBuilder.forServer(
                                new File(arguments[0], "certificate.pem"), new File(arguments[0], "key.pem"))
                        .sslProvider(SslProvider.OPENSSL_REFCNT)
                        .build();
        ThreadLocal<Heartbeats> heartbeats = ThreadLocal.withInitial(Heartbeats::new);
        Channel server = new ServerBootstrap()
                .group(group)
                .channel(EpollServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (tls != null) {
                            channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                        }
                        channel.pipeline().addLast(new Echo(heartbeats.get(), channel));
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
        System.out.println(((InetSocketAddress) server.localAddress()).getPort());
        server.closeFuture().sync();
    }

    /** The connections of a loop, a fifteenth of which is pinged each second. */
    private static final class Heartbeats {
        private final List<List<Echo>> seconds = IntStream.range(0, HEARTBEAT_SECONDS)
                .mapToObj(i -> (List<Echo>) new ArrayList<Echo>())
                .toList();
        private int second;
        private int next;

        void add(Echo echo, ChannelHandlerContext ctx) {
            if (next == 0) {
                ctx.executor().scheduleWithFixedDelay(this::ping, 1, 1, TimeUnit.SECONDS);
            }
            seconds.get(next++ % HEARTBEAT_SECONDS).add(echo);
        }

        private void ping() {
            List<Echo> due = seconds.get(second++ % HEARTBEAT_SECONDS);
            due.removeIf(echo -> !echo.isOpen());
            due.forEach(Echo::ping);
        }
    }

    private static final class Echo extends ChannelInboundHandlerAdapter {
        private final Heartbeats heartbeats;
        private final Channel channel;
        private boolean upgraded;

        Echo(Heartbeats heartbeats, Channel channel) {
            this.heartbeats = heartbeats;
            this.channel = channel;
        }

        boolean isOpen() {
            return channel.isActive();
        }

        void ping() {
            channel.writeAndFlush(channel.alloc().buffer(2).writeShort(0x8900), channel.voidPromise());
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object read) {
            ByteBuf bytes = (ByteBuf) read;
            try {
                if (!upgraded) {
                    upgrade(
                            ctx,
                            bytes.readCharSequence(bytes.readableBytes(), StandardCharsets.US_ASCII)
                                    .toString());
                }
                while (bytes.isReadable()) {
                    frame(ctx, bytes);
                }
            } finally {
                bytes.release();
            }
        }

        /** Masks are of zeros, as those of {@link HeldClient} are. */
        private static void frame(ChannelHandlerContext ctx, ByteBuf bytes) {
            int first = bytes.readUnsignedByte();
            int length = bytes.readUnsignedByte() & 0x7F;
            bytes.skipBytes(4);
            if (first == 0x81) {
                ByteBuf answer = ctx.alloc().buffer(2 + length);
                ctx.write(answer.writeByte(first).writeByte(length).writeBytes(bytes, length), ctx.voidPromise());
            } else {
                bytes.skipBytes(length);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            ctx.flush();
        }

        private void upgrade(ChannelHandlerContext ctx, String request) {
            String name = "sec-websocket-key: ";
            int from = request.indexOf(name) + name.length();
            String key = request.substring(from, request.indexOf('\r', from));
            String answer = "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n"
                    + "sec-websocket-accept: " + accept(key) + "\r\n\r\n";
            ctx.write(
                    ctx.alloc().buffer(answer.length()).writeBytes(answer.getBytes(StandardCharsets.US_ASCII)),
                    ctx.voidPromise());
            upgraded = true;
            heartbeats.add(this, ctx);
        }

        private static String accept(String key) {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-1")
                        .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
                return Base64.getEncoder().encodeToString(digest);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("a JDK without SHA-1", e);
            }
        }
    }
}
