// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.http;

import im.antiphon.api.http.HttpServerInfo;
import im.antiphon.transport.loop.ConnectionDrop;
import im.antiphon.transport.loop.EventLoops;
import im.antiphon.transport.loop.HeartbeatWheel;
import im.antiphon.transport.tls.ServerCertificate;
import im.antiphon.transport.tls.TlsContexts;
import im.antiphon.transport.websocket.CloseCodes;
import im.antiphon.transport.websocket.SignalingChannel;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on the TCP ports from construction to {@link #close}, and gives each connection its pipeline:
 *
 * <pre>
 * plain  [codec] [HttpConnection]                          after the upgrade  [SignalingChannel]
 * TLS    [FirstByteDemultiplexer → tls] [codec] [HttpConnection]              [tls] [SignalingChannel]
 * </pre>
 */
public final class Gateway implements HttpServerInfo, AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(Gateway.class);

    private static final int BACKLOG = 4_096;
    private static final int BIND_LIMIT_SECONDS = 10;
    private static final int GOODBYE_LIMIT_MILLIS = 1_000;
    private static final WriteBufferWaterMark WRITE_BUFFER = new WriteBufferWaterMark(16 * 1024, 64 * 1024);

    /** One for all: nothing is gained by learning how much each connection sends, since buffers live for one read. */
    private static final RecvByteBufAllocator READS = new FixedRecvByteBufAllocator(8 * 1024);

    private final GatewaySettings settings;
    private final GatewayServices services;
    private final ServerCertificate certificate;
    private final OriginPolicy origins;
    private final ReplyWriter writer = new ReplyWriter(InstantSource.system());
    private final ConnectionWheels wheels;
    private final SslContext tls;
    private final AtomicInteger open = new AtomicInteger();
    private final CountDownLatch allClosed = new CountDownLatch(1);
    private final String ioName;
    private final List<Channel> http = new ArrayList<>();
    private final List<Channel> https = new ArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean closing;

    /**
     * Binds; returns when connections are accepted.
     *
     * @param provider of TLS
     * @throws IOException where an address cannot be bound or TLS cannot be set up
     */
    public Gateway(
            GatewaySettings settings,
            EventLoops loops,
            GatewayServices services,
            ServerCertificate certificate,
            SslProvider provider)
            throws IOException {
        this.settings = settings;
        this.services = services;
        this.certificate = certificate;
        ioName = loops.ioName();
        origins = new OriginPolicy(settings.origins());
        tls = TlsContexts.server(certificate, provider);
        wheels = new ConnectionWheels(loops.signaling(), settings.limits(), System::nanoTime);
        try {
            GatewaySettings.Listen listen = settings.listen();
            InetAddress bind = InetAddress.getByName(listen.bind());
            if (listen.httpPort() >= 0) {
                InetAddress plain = bind.isLoopbackAddress() || listen.httpBeyondLoopback()
                        ? bind
                        : InetAddress.getLoopbackAddress();
                http.add(bind(loops, new InetSocketAddress(plain, listen.httpPort()), false));
            }
            if (listen.httpsPort() >= 0) {
                https.add(bind(loops, new InetSocketAddress(bind, listen.httpsPort()), true));
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
        logger.info(
                "event=gateway_started http={} https={} io={} tls={} fingerprint={}",
                httpAddresses(),
                httpsAddresses(),
                ioName,
                provider == SslProvider.JDK ? "jdk" : "boringssl",
                certificateFingerprint());
    }

    private Channel bind(EventLoops loops, InetSocketAddress address, boolean secure) throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops.signaling())
                .channel(loops.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_BUFFER)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, READS)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel, secure);
                    }
                });
        ChannelFuture bound = bootstrap.bind(address);
        if (!bound.awaitUninterruptibly(BIND_LIMIT_SECONDS, TimeUnit.SECONDS) || !bound.isSuccess()) {
            bound.channel().close();
            throw new IOException("cannot listen on " + address, bound.cause());
        }
        return bound.channel();
    }

    private void accept(Channel channel, boolean secure) {
        if (closing) {
            channel.close();
            return;
        }
        if (open.incrementAndGet() > settings.limits().connections()) {
            open.decrementAndGet();
            services.metrics().dropped(ConnectionDrop.CONNECTION_LIMIT);
            channel.close();
            return;
        }
        channel.closeFuture().addListener(closed -> {
            if (open.decrementAndGet() == 0 && closing) {
                allClosed.countDown();
            }
        });
        ChannelPipeline pipeline = channel.pipeline();
        if (secure) {
            pipeline.addLast(new FirstByteDemultiplexer(tls, services.metrics()));
        }
        pipeline.addLast(new HttpServerCodec(new HttpDecoderConfig()
                .setMaxInitialLineLength(settings.limits().headerBytes())
                .setMaxHeaderSize(settings.limits().headerBytes())));
        pipeline.addLast(new HttpConnection(this));
    }

    GatewaySettings settings() {
        return settings;
    }

    GatewayServices services() {
        return services;
    }

    OriginPolicy origins() {
        return origins;
    }

    ReplyWriter writer() {
        return writer;
    }

    ConnectionWheels wheels() {
        return wheels;
    }

    @Override
    public List<InetSocketAddress> httpAddresses() {
        return addresses(http);
    }

    @Override
    public List<InetSocketAddress> httpsAddresses() {
        return addresses(https);
    }

    private static List<InetSocketAddress> addresses(List<Channel> channels) {
        return channels.stream()
                .map(channel -> (InetSocketAddress) channel.localAddress())
                .toList();
    }

    @Override
    public List<String> advertisedAddresses() {
        return settings.advertise();
    }

    @Override
    public String certificateFingerprint() {
        return certificate.fingerprint();
    }

    @Override
    public String ioName() {
        return ioName;
    }

    /** Connections open at the moment. */
    public int openConnections() {
        return open.get();
    }

    /** Listens no longer, says goodbye to signaling clients (1001), and returns when all are gone or after two seconds. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        closing = true;
        http.forEach(channel -> channel.close().awaitUninterruptibly(GOODBYE_LIMIT_MILLIS));
        https.forEach(channel -> channel.close().awaitUninterruptibly(GOODBYE_LIMIT_MILLIS));
        wheels.forEach(watched -> {
            if (watched instanceof SignalingChannel) {
                ((SignalingChannel) watched).close(CloseCodes.GOING_AWAY, "server stops");
            } else {
                watched.onSilent();
            }
        });
        awaitAllClosed();
        wheels.forEach(HeartbeatWheel.Watched::onSilent);
        awaitAllClosed();
        wheels.close();
        ReferenceCountUtil.release(tls);
    }

    private void awaitAllClosed() {
        if (open.get() == 0) {
            return;
        }
        try {
            allClosed.await(GOODBYE_LIMIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
