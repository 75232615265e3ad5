// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import static java.util.Objects.requireNonNull;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** WebSocket clients that cost little, all on one event loop: what they are told is heard on that, one after the other. */
final class LoadClients implements AutoCloseable {
    private static final int LONGEST_ANSWER = 65_536;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final LongAdder pings = new LongAdder();

    /** Pings that have come, to all clients. */
    long pings() {
        return pings.sum();
    }

    EventLoop loop() {
        return (EventLoop) group.next();
    }

    /** Connects; the client is there once its upgrade is through. */
    CompletableFuture<Client> connect(URI uri) {
        CompletableFuture<Client> connected = new CompletableFuture<>();
        Client client = new Client(connected);
        new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new HttpClientCodec())
                                .addLast(new HttpObjectAggregator(LONGEST_ANSWER))
                                .addLast(new PingCounter(pings))
                                .addLast(new WebSocketClientProtocolHandler(
                                        uri,
                                        WebSocketVersion.V13,
                                        "signaling-v1",
                                        false,
                                        EmptyHttpHeaders.INSTANCE,
                                        LONGEST_ANSWER))
                                .addLast(client);
                    }
                })
                .connect(uri.getHost(), uri.getPort())
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        connected.completeExceptionally(done.cause());
                    }
                });
        return connected;
    }

    @Override
    public void close() {
        group.shutdownGracefully();
    }

    private static final class PingCounter extends ChannelInboundHandlerAdapter {
        private final LongAdder pings;

        PingCounter(LongAdder pings) {
            this.pings = pings;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object read) {
            if (read instanceof PingWebSocketFrame) {
                pings.increment();
            }
            context.fireChannelRead(read);
        }
    }

    /** One client; what is heard before somebody listens is passed over. It is told on the loop, and used from any thread. */
    static final class Client extends SimpleChannelInboundHandler<TextWebSocketFrame> {
        private final CompletableFuture<Client> connected;
        private final CompletableFuture<String> welcome = new CompletableFuture<>();
        private volatile Consumer<String> listener = welcome::complete;
        private volatile @Nullable Channel channel;

        Client(CompletableFuture<Client> connected) {
            this.connected = connected;
        }

        void send(String text) {
            requireNonNull(channel, "not connected").writeAndFlush(new TextWebSocketFrame(text));
        }

        /** The first that was heard. */
        CompletableFuture<String> welcome() {
            return welcome;
        }

        void listen(Consumer<String> heard) {
            listener = heard;
        }

        void close() {
            requireNonNull(channel, "not connected").close();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == WebSocketClientProtocolHandler.ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                channel = context.channel();
                connected.complete(this);
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
            listener.accept(frame.text());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            connected.completeExceptionally(cause);
            context.close();
        }
    }
}
