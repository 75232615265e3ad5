// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.websocket;

import static java.util.Objects.requireNonNull;

import im.antiphon.api.signaling.SignalingConnection;
import im.antiphon.api.signaling.SignalingEndpoint;
import im.antiphon.api.signaling.SignalingReceiver;
import im.antiphon.transport.loop.ConnectionDrop;
import im.antiphon.transport.loop.ConnectionMetrics;
import im.antiphon.transport.loop.HalfClose;
import im.antiphon.transport.loop.HeartbeatWheel;
import im.antiphon.transport.loop.RemoteAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's signaling connection after its upgrade: the only handler in its pipeline, besides TLS. Bytes become messages
 * for the session core; what the core sends from any thread is queued and written by the loop, all that has gathered with
 * one flush.
 *
 * <p>The queue is bounded in bytes. A client that does not read is closed with 1013 when the bound is passed, and what was
 * queued is dropped: a session that missed messages is of no use to anybody. A client that closes is still told what was
 * queued before, if it reads that within {@value #CLOSE_HANDSHAKE_SECONDS} seconds.
 *
 * <p>An idle connection holds no buffer and no timer: what it takes is this object, the reader's and the wheel's entry.
 */
public final class SignalingChannel extends ChannelInboundHandlerAdapter
        implements SignalingConnection, FrameSink, HeartbeatWheel.Watched {
    private static final Logger logger = LoggerFactory.getLogger(SignalingChannel.class);

    private static final long CLOSE_HANDSHAKE_SECONDS = 5;

    /** Who is not listened to any longer has this long to read why. */
    private static final long LAST_WORD_SECONDS = 1;

    private final HeartbeatWheel wheel;
    private final ConnectionMetrics metrics;
    private final PendingMessages outbound;

    /** Set once; from then on nothing is queued. */
    private volatile @Nullable Closing closing;

    private volatile @Nullable ChannelHandlerContext context;
    private volatile @Nullable Channel channel;

    // confined to the loop
    private @Nullable Function<SignalingConnection, SignalingReceiver> endpoint;
    private @Nullable WebSocketFrameReader reader;
    private @Nullable SignalingReceiver receiver;
    private HeartbeatWheel.@Nullable Entry heartbeat;
    private String endReason = "closed";
    private boolean clientCloses;
    private boolean deaf; // what the client says is not listened to any longer
    private boolean closeWritten;
    private boolean closeTimed;
    private boolean flushDue;

    /**
     * @param endpoint takes the connection in, once
     * @param pendingLimit bytes that may wait for a client
     */
    public SignalingChannel(
            Function<SignalingConnection, SignalingReceiver> endpoint,
            HeartbeatWheel wheel,
            ConnectionMetrics metrics,
            int pendingLimit) {
        this.endpoint = endpoint;
        this.wheel = wheel;
        this.metrics = metrics;
        this.outbound = new PendingMessages(pendingLimit);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        Function<SignalingConnection, SignalingReceiver> taker = requireNonNull(endpoint, "endpoint");
        endpoint = null;
        context = ctx;
        channel = ctx.channel();
        reader = new WebSocketFrameReader(this, ctx.alloc(), SignalingEndpoint.MAXIMUM_MESSAGE_SIZE);
        heartbeat = wheel.watch(this);
        metrics.webSocketOpened();
        receiver = taker.apply(this);
    }

    // --- from the client -------------------------------------------------------------------------------------------

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object read) {
        try {
            ByteBuf bytes = (ByteBuf) read;
            metrics.read(bytes.readableBytes());
            if (heartbeat != null) {
                heartbeat.touch();
            }
            if (reader != null) {
                reader.read(bytes);
            }
        } finally {
            ReferenceCountUtil.release(read);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (flushDue) {
            flushDue = false;
            ctx.flush();
        }
    }

    @Override
    public void onText(String text) {
        metrics.messageRead();
        if (receiver != null && closing == null) {
            receiver.onText(text);
        }
    }

    @Override
    public void onOversized(long sizeInBytes) {
        metrics.dropped(ConnectionDrop.OVERSIZED_MESSAGE);
        if (receiver != null && closing == null) {
            receiver.onOversized(sizeInBytes);
        }
    }

    @Override
    public void onPing(byte[] payload) {
        ChannelHandlerContext ctx = context;
        // a client that asks without reading gets no answer: the answers would pile up
        if (ctx != null && !closeWritten && ctx.channel().isWritable()) {
            write(ctx, Frames.pong(ctx.alloc(), payload));
            flushDue = true;
        }
    }

    @Override
    public void onPong() {
        // the read itself was the sign of life
    }

    /** What was queued before is written first; then the close is answered and the connection closed. */
    @Override
    public void onClose(int code) {
        clientCloses = true;
        if (!beginClosing(new Closing(code, "", false)) && closeWritten) {
            closeWhenWritten();
        } else {
            drain();
        }
    }

    @Override
    public void onViolation(int code, String reason) {
        metrics.dropped(ConnectionDrop.WEBSOCKET_VIOLATION);
        logger.debug("event=websocket_violation remote={} code={} reason=\"{}\"", remoteAddress(), code, reason);
        endReason = "error";
        deaf = true;
        requestClose(new Closing(code, reason, false));
    }

    // --- to the client ---------------------------------------------------------------------------------------------

    @Override
    public boolean send(String text) {
        if (closing != null) {
            return false;
        }
        if (!outbound.add(text.getBytes(StandardCharsets.UTF_8))) {
            if (requestClose(new Closing(CloseCodes.TRY_AGAIN_LATER, "reads too slowly", true))) {
                metrics.dropped(ConnectionDrop.SLOW_CONSUMER);
            }
            return false;
        }
        return scheduleDrain();
    }

    @Override
    public void close(int code, String reason) {
        if (!CloseCodes.mayBeSent(code)) {
            throw new IllegalArgumentException("code: " + code + " (expected: one that RFC 6455 lets be sent)");
        }
        requestClose(new Closing(code, reason, false));
    }

    @Override
    public String remoteAddress() {
        Channel ours = channel;
        return ours == null ? "" : RemoteAddress.hostAndPort(ours);
    }

    private boolean requestClose(Closing request) {
        boolean first = beginClosing(request);
        if (first) {
            scheduleDrain();
        }
        return first;
    }

    private synchronized boolean beginClosing(Closing request) {
        if (closing != null) {
            return false;
        }
        closing = request;
        return true;
    }

    private boolean scheduleDrain() {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            return false;
        }
        if (outbound.askForPass()) {
            try {
                ctx.executor().execute(this::drain);
            } catch (RejectedExecutionException loopHasEnded) {
                return false;
            }
        }
        return true;
    }

    private void drain() {
        outbound.beginPass();
        ChannelHandlerContext ctx = context;
        if (ctx == null || closeWritten) {
            outbound.clear();
            return;
        }
        Closing request = closing;
        if (request != null && request.dropsQueue) {
            outbound.clear();
        }
        byte[] utf8 = null;
        while (ctx.channel().isWritable() && (utf8 = outbound.poll()) != null) {
            metrics.messageWritten();
            write(ctx, Frames.text(ctx.alloc(), utf8));
        }
        if (request == null) {
            ctx.flush();
            return;
        }
        closeAnyway(ctx);
        if (outbound.isEmpty()) {
            closeWritten = true;
            write(ctx, Frames.close(ctx.alloc(), request.code, request.reason));
            if (clientCloses || deaf) {
                closeWhenWritten();
            }
        }
        ctx.flush();
    }

    /** Both have said that they close, or the client is not listened to. */
    private void closeWhenWritten() {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
                if (clientCloses) {
                    ctx.close();
                } else {
                    HalfClose.endOutput(ctx);
                }
            });
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable() && !outbound.isEmpty()) {
            scheduleDrain();
        }
    }

    private void write(ChannelHandlerContext ctx, ByteBuf frame) {
        metrics.written(frame.readableBytes());
        ctx.write(frame, ctx.voidPromise());
    }

    /** A client that does not take part in the closing handshake is not waited for. */
    private void closeAnyway(ChannelHandlerContext ctx) {
        if (!closeTimed) {
            closeTimed = true;
            ctx.executor()
                    .schedule(
                            () -> ctx.channel().close(),
                            deaf ? LAST_WORD_SECONDS : CLOSE_HANDSHAKE_SECONDS,
                            TimeUnit.SECONDS);
        }
    }

    // --- heartbeat and end -----------------------------------------------------------------------------------------

    @Override
    public void onHeartbeatDue() {
        ChannelHandlerContext ctx = context;
        if (ctx != null && !closeWritten && ctx.channel().isWritable()) {
            write(ctx, Frames.ping(ctx.alloc()));
            ctx.flush();
        }
    }

    @Override
    public void onSilent() {
        metrics.dropped(ConnectionDrop.WEBSOCKET_TIMEOUT);
        endReason = "timeout";
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        end();
        // without this handler nobody would ever close it
        ctx.channel().close();
    }

    private void end() {
        SignalingReceiver told = receiver;
        receiver = null;
        beginClosing(new Closing(CloseCodes.ABSENT, "", true));
        outbound.clear();
        if (reader != null) {
            reader.end();
            reader = null;
        }
        if (heartbeat != null) {
            heartbeat.cancel();
            heartbeat = null;
            metrics.webSocketClosed();
        }
        context = null;
        if (told != null) {
            told.onClosed(endReason);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        endReason = "error";
        if (cause instanceof IOException) {
            metrics.dropped(ConnectionDrop.CONNECTION_RESET);
            ctx.close();
            return;
        }
        metrics.dropped(ConnectionDrop.INTERNAL);
        logger.warn("event=signaling_failed remote={}", remoteAddress(), cause);
        if (reader != null) {
            reader.end();
        }
        deaf = true;
        requestClose(new Closing(CloseCodes.INTERNAL_ERROR, "internal error", true));
    }

    /** @param dropsQueue whether what is queued is thrown away instead of sent first */
    private record Closing(int code, String reason, boolean dropsQueue) {}
}
