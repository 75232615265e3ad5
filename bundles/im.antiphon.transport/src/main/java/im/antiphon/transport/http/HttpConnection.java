// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.http;

import im.antiphon.api.auth.Admission;
import im.antiphon.api.auth.BearerScheme;
import im.antiphon.api.auth.Credentials;
import im.antiphon.api.auth.Identity;
import im.antiphon.api.http.HttpReply;
import im.antiphon.api.signaling.SignalingEndpoint;
import im.antiphon.transport.loop.ConnectionDrop;
import im.antiphon.transport.loop.ConnectionMetrics;
import im.antiphon.transport.loop.HalfClose;
import im.antiphon.transport.loop.HeartbeatWheel;
import im.antiphon.transport.loop.RemoteAddress;
import im.antiphon.transport.websocket.SignalingChannel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP/1.1 connection: puts requests together, has them answered, and writes the answers in the order of the requests.
 *
 * <p>One request is served at a time. While its answer is awaited nothing more is read from the socket; what had been read
 * already waits, so the queue is bounded by one read. The same holds while the sink of an upload deals with a piece. A body
 * beyond the limit, an unfinished request beyond its time, and whatever is not HTTP are answered with a problem document,
 * and the connection is closed. HEAD is GET for a resource; the codec leaves the body out. Confined to its event loop.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter implements HeartbeatWheel.Watched {
    private static final Logger logger = LoggerFactory.getLogger(HttpConnection.class);

    private final GatewayServices services;
    private final ConnectionMetrics metrics;
    private final GatewayLimits limits;
    private final OriginPolicy origins;
    private final ReplyWriter writer;
    private final ConnectionWheels wheels;
    private final RequestInProgress request;

    private final Queue<HttpObject> waiting = new ArrayDeque<>();
    private @Nullable ChannelHandlerContext context;
    private HeartbeatWheel.@Nullable Entry deadline;
    private boolean serving;
    private boolean awaiting; // an answer, or that the sink of an upload takes more
    private boolean ending;
    private boolean endsAfterReply;
    private long awaitedNumber;

    HttpConnection(Gateway gateway) {
        services = gateway.services();
        metrics = services.metrics();
        limits = gateway.settings().limits();
        origins = gateway.origins();
        writer = gateway.writer();
        wheels = gateway.wheels();
        request = new RequestInProgress(this, services.router(), metrics, limits.bodyBytes());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        deadline = wheels.of(ctx.channel().eventLoop()).requests().watch(this);
        metrics.httpOpened();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object read) {
        if (ending || !(read instanceof HttpObject)) {
            ReferenceCountUtil.release(read);
            return;
        }
        waiting.add((HttpObject) read);
        serve(ctx);
    }

    /** A client that asks on without reading the answers is not served on. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        serve(ctx);
    }

    /** Goes on with what has been read, until an answer has to be awaited. */
    private void serve(ChannelHandlerContext ctx) {
        if (serving) {
            return;
        }
        serving = true;
        try {
            HttpObject next;
            while (!awaiting && ctx.channel().isWritable() && (next = waiting.poll()) != null) {
                try {
                    if (!ending) {
                        take(ctx, next);
                    }
                } finally {
                    ReferenceCountUtil.release(next);
                }
            }
        } finally {
            serving = false;
        }
        boolean read = !awaiting && ctx.channel().isWritable();
        if (ctx.channel().config().isAutoRead() != read) {
            ctx.channel().config().setAutoRead(read);
        }
    }

    private void take(ChannelHandlerContext ctx, HttpObject part) {
        if (part.decoderResult().isFailure()) {
            refuse(ctx, RequestHead.malformed(part.decoderResult().cause()), "malformed");
            return;
        }
        if (part instanceof io.netty.handler.codec.http.HttpRequest) {
            io.netty.handler.codec.http.HttpRequest head = (io.netty.handler.codec.http.HttpRequest) part;
            touch();
            endsAfterReply = !HttpUtil.isKeepAlive(head);
            request.begin(ctx, head);
        }
        if (part instanceof HttpContent && !ending) {
            request.append(ctx, ((HttpContent) part).content());
        }
        if (part instanceof LastHttpContent && !ending) {
            request.complete(ctx);
        }
    }

    /** Serves nothing more until the stage is complete and {@code then} has run on the loop. */
    <T extends @Nullable Object> void await(
            ChannelHandlerContext ctx, CompletionStage<T> stage, BiConsumer<T, @Nullable Throwable> then) {
        long number = ++awaitedNumber;
        awaiting = true;
        stage.whenComplete((outcome, failure) -> {
            if (ctx.executor().inEventLoop()) {
                goOn(ctx, number, () -> then.accept(outcome, failure));
                return;
            }
            try {
                ctx.executor().execute(() -> goOn(ctx, number, () -> then.accept(outcome, failure)));
            } catch (RejectedExecutionException loopHasEnded) {
                // so has the connection
            }
        });
    }

    private void goOn(ChannelHandlerContext ctx, long number, Runnable then) {
        if (number != awaitedNumber || !awaiting) {
            return;
        }
        awaiting = false;
        then.run();
        serve(ctx);
    }

    void replied(ChannelHandlerContext ctx, String request, @Nullable HttpReply reply, @Nullable Throwable failure) {
        if (reply == null) {
            metrics.dropped(ConnectionDrop.INTERNAL);
            logger.warn("event=request_failed request=\"{}\" reason=\"{}\"", request, String.valueOf(failure));
            logger.debug("event=request_failed", failure);
            answer(ctx, internalError());
        } else {
            answer(ctx, reply);
        }
    }

    private static HttpReply internalError() {
        return HttpReply.problem(500, "Internal server error", "the request could not be served");
    }

    /** The connection is closed after the next answer. */
    void endAfterReply() {
        endsAfterReply = true;
    }

    boolean isEnding() {
        return ending;
    }

    boolean isAwaiting() {
        return awaiting;
    }

    void answer(ChannelHandlerContext ctx, HttpReply reply) {
        FullHttpResponse response;
        try {
            response = writer.response(reply, !endsAfterReply);
        } catch (IllegalArgumentException unsendable) {
            metrics.dropped(ConnectionDrop.INTERNAL);
            logger.warn("event=reply_unsendable reason=\"{}\"", unsendable.getMessage());
            response = writer.response(internalError(), !endsAfterReply);
        }
        int status = response.status().code();
        metrics.answered(status);
        metrics.written(response.content().readableBytes());
        touch();
        if (endsAfterReply) {
            ending = true;
            releaseWaiting();
            // the wheel bounds how long the client is waited for
            ctx.writeAndFlush(response).addListener((ChannelFutureListener) future -> HalfClose.endOutput(ctx));
        } else {
            ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }

    /** Answers and reads no more from this client. */
    void refuse(ChannelHandlerContext ctx, HttpReply reply, String reason) {
        metrics.dropped(ConnectionDrop.BAD_REQUEST);
        request.abort(reason);
        endsAfterReply = true;
        answer(ctx, reply);
    }

    void upgrade(ChannelHandlerContext ctx, io.netty.handler.codec.http.HttpRequest request, RequestTarget target) {
        HttpReply refusal =
                Handshake.refusal(request.method().name(), request.protocolVersion(), request.headers(), origins);
        SignalingEndpoint endpoint = services.signaling().get();
        Admission admission = services.admission().get();
        if (refusal != null) {
            if (refusal.status() == 403) {
                metrics.dropped(ConnectionDrop.FOREIGN_ORIGIN);
            }
            answer(ctx, refusal);
        } else if (endpoint == null || admission == null) {
            answer(
                    ctx,
                    HttpReply.problem(503, "Service unavailable", "signaling is starting")
                            .with("retry-after", "1"));
        } else {
            HttpHeaders headers = request.headers().copy(); // the request is released before the answer comes
            Credentials credentials = Handshake.credentials(headers, RemoteAddress.host(ctx.channel()), target.query());
            await(
                    ctx,
                    admission.admit(credentials),
                    (identity, failure) -> admitted(ctx, headers, endpoint, identity, failure));
        }
    }

    private void admitted(
            ChannelHandlerContext ctx,
            HttpHeaders request,
            SignalingEndpoint endpoint,
            @Nullable Identity identity,
            @Nullable Throwable failure) {
        if (identity == null) {
            metrics.dropped(ConnectionDrop.UNAUTHENTICATED);
            answer(ctx, BearerScheme.refusal(failure == null ? new IllegalStateException("no identity") : failure));
        } else if (!waiting.isEmpty()) {
            refuse(
                    ctx,
                    HttpReply.problem(400, "Bad request", "a request follows one that asks for an upgrade"),
                    "refused");
        } else {
            metrics.answered(HttpResponseStatus.SWITCHING_PROTOCOLS.code());
            ending = true;
            ctx.writeAndFlush(Handshake.acceptance(request));
            ctx.pipeline()
                    .addLast(new SignalingChannel(
                            connection -> endpoint.connected(connection, identity),
                            wheels.of(ctx.channel().eventLoop()).signaling(),
                            metrics,
                            limits.signaling().pendingBytes()));
            ctx.pipeline().remove(this);
            // what the client has sent since is handed on by this
            ctx.pipeline().remove(HttpServerCodec.class);
        }
    }

    // --- time and end ----------------------------------------------------------------------------------------------

    void touch() {
        if (deadline != null) {
            deadline.touch();
        }
    }

    @Override
    public void onHeartbeatDue() {
        // nobody asks an HTTP client for a sign of life
    }

    @Override
    public void onSilent() {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            return;
        }
        if (ending || (!awaiting && !request.isBegun())) {
            ctx.close();
            return;
        }
        // once more, for the answer to be read
        if (deadline != null) {
            deadline.cancel();
        }
        deadline = wheels.of(ctx.channel().eventLoop()).requests().watch(this);
        endsAfterReply = true;
        request.abort("timeout");
        if (awaiting) {
            awaiting = false;
            metrics.dropped(ConnectionDrop.REPLY_TIMEOUT);
            answer(ctx, HttpReply.problem(503, "Service unavailable", "the request was not answered in time"));
        } else {
            metrics.dropped(ConnectionDrop.REQUEST_TIMEOUT);
            answer(ctx, HttpReply.problem(408, "Request timeout", "the request was not complete in time"));
        }
        serve(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        end();
    }

    private void end() {
        ending = true;
        awaiting = false;
        request.abort("closed");
        releaseWaiting();
        context = null;
        if (deadline != null) {
            deadline.cancel();
            deadline = null;
            metrics.httpClosed();
        }
    }

    private void releaseWaiting() {
        request.release();
        HttpObject next;
        while ((next = waiting.poll()) != null) {
            ReferenceCountUtil.release(next);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        boolean tls = cause instanceof SSLException
                || (cause instanceof DecoderException && cause.getCause() instanceof SSLException);
        boolean ours = cause instanceof RuntimeException && !tls;
        metrics.dropped(
                tls ? ConnectionDrop.TLS_HANDSHAKE : ours ? ConnectionDrop.INTERNAL : ConnectionDrop.CONNECTION_RESET);
        if (ours) {
            logger.warn("event=connection_failed remote={}", RemoteAddress.hostAndPort(ctx.channel()), cause);
        }
        ctx.close();
    }
}
