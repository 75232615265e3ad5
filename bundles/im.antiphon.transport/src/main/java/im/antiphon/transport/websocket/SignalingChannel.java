// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.websocket;

import im.antiphon.api.signaling.SignalingConnection;
import im.antiphon.api.signaling.SignalingEndpoint;
import im.antiphon.api.signaling.SignalingReceiver;
import im.antiphon.transport.loop.ConnectionDrop;
import im.antiphon.transport.loop.ConnectionMetrics;
import im.antiphon.transport.loop.HeartbeatWheel;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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
 * queued is dropped: a session that missed messages is of no use to anybody.
 */
public final class SignalingChannel extends ChannelInboundHandlerAdapter
        implements SignalingConnection, FrameSink, HeartbeatWheel.Watched {
    private static final Logger logger = LoggerFactory.getLogger(SignalingChannel.class);

    /** What a queued message costs besides its text. */
    private static final int QUEUED_OVERHEAD_BYTES = 64;

    private static final long CLOSE_HANDSHAKE_SECONDS = 5;

    private final Function<SignalingConnection, SignalingReceiver> endpoint;
    private final HeartbeatWheel wheel;
    private final ConnectionMetrics metrics;
    private final int pendingLimit;
    private final String remoteAddress;

    private final Queue<byte[]> outbound = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pendingBytes = new AtomicInteger();
    private final AtomicBoolean drainScheduled = new AtomicBoolean();

    /** Set once; from then on nothing is queued. */
    private volatile @Nullable Closing closing;

    private volatile @Nullable ChannelHandlerContext context;

    // confined to the loop
    private @Nullable WebSocketFrameReader reader;
    private @Nullable SignalingReceiver receiver;
    private HeartbeatWheel.@Nullable Entry heartbeat;
    private String endReason = "closed";
    private boolean closeWritten;
    private boolean flushDue;

    /**
     * @param endpoint takes the connection in, once
     * @param pendingLimit bytes that may wait for a client
     * @param remoteAddress the client's address and port, for logs
     */
    public SignalingChannel(
            Function<SignalingConnection, SignalingReceiver> endpoint,
            HeartbeatWheel wheel,
            ConnectionMetrics metrics,
            int pendingLimit,
            String remoteAddress) {
        this.endpoint = endpoint;
        this.wheel = wheel;
        this.metrics = metrics;
        this.pendingLimit = pendingLimit;
        this.remoteAddress = remoteAddress;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        reader = new WebSocketFrameReader(this, ctx.alloc(), SignalingEndpoint.MAXIMUM_MESSAGE_SIZE);
        heartbeat = wheel.watch(this);
        metrics.webSocketOpened();
        receiver = endpoint.apply(this);
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

    @Override
    public void onClose(int code) {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            return;
        }
        if (closing == null) {
            closing = new Closing(code, "", true);
        }
        if (closeWritten) {
            ctx.close();
        } else {
            outbound.clear();
            closeWritten = true;
            write(ctx, Frames.close(ctx.alloc(), code, ""));
            ctx.writeAndFlush(io.netty.buffer.Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            closeAnyway(ctx);
        }
    }

    @Override
    public void onViolation(int code, String reason) {
        metrics.dropped(ConnectionDrop.WEBSOCKET_VIOLATION);
        logger.debug("event=websocket_violation remote={} code={} reason=\"{}\"", remoteAddress, code, reason);
        endReason = "error";
        requestClose(new Closing(code, reason, true));
    }

    // --- to the client ---------------------------------------------------------------------------------------------

    @Override
    public boolean send(String text) {
        if (closing != null) {
            return false;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int cost = utf8.length + QUEUED_OVERHEAD_BYTES;
        if (pendingBytes.addAndGet(cost) > pendingLimit) {
            pendingBytes.addAndGet(-cost);
            if (requestClose(new Closing(CloseCodes.TRY_AGAIN_LATER, "reads too slowly", true))) {
                metrics.dropped(ConnectionDrop.SLOW_CONSUMER);
            }
            return false;
        }
        outbound.add(utf8);
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
        return remoteAddress;
    }

    private boolean requestClose(Closing request) {
        synchronized (this) {
            if (closing != null) {
                return false;
            }
            closing = request;
        }
        scheduleDrain();
        return true;
    }

    private boolean scheduleDrain() {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            return false;
        }
        if (drainScheduled.compareAndSet(false, true)) {
            try {
                ctx.executor().execute(this::drain);
            } catch (RejectedExecutionException loopHasEnded) {
                return false;
            }
        }
        return true;
    }

    private void drain() {
        // before the queue is looked at: what is added from here on schedules the next pass
        drainScheduled.set(false);
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
            pendingBytes.addAndGet(-utf8.length - QUEUED_OVERHEAD_BYTES);
            metrics.messageWritten();
            write(ctx, Frames.text(ctx.alloc(), utf8));
        }
        if (request != null) {
            if (outbound.isEmpty()) {
                closeWritten = true;
                write(ctx, Frames.close(ctx.alloc(), request.code, request.reason));
            }
            closeAnyway(ctx);
        }
        ctx.flush();
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

    /** A peer that does not take part in the closing handshake is not waited for. */
    private static void closeAnyway(ChannelHandlerContext ctx) {
        ctx.executor().schedule(() -> ctx.channel().close(), CLOSE_HANDSHAKE_SECONDS, TimeUnit.SECONDS);
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
        synchronized (this) {
            if (closing == null) {
                closing = new Closing(CloseCodes.ABSENT, "", true);
            }
        }
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
        logger.warn("event=signaling_failed remote={}", remoteAddress, cause);
        if (reader != null) {
            reader.end();
        }
        requestClose(new Closing(CloseCodes.INTERNAL_ERROR, "internal error", true));
    }

    /** @param dropsQueue whether what is queued is thrown away instead of sent first */
    private record Closing(int code, String reason, boolean dropsQueue) {}
}
