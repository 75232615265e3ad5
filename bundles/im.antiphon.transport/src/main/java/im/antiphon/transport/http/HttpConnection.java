// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.http;

import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import im.antiphon.api.http.HttpResource;
import im.antiphon.api.signaling.SignalingEndpoint;
import im.antiphon.transport.loop.ConnectionDrop;
import im.antiphon.transport.loop.ConnectionMetrics;
import im.antiphon.transport.loop.HeartbeatWheel;
import im.antiphon.transport.websocket.SignalingChannel;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP/1.1 connection: puts requests together, has them answered, and writes the answers in the order of the requests.
 *
 * <p>One request is served at a time. While its answer is awaited nothing more is read from the socket; what had been read
 * already waits, so the queue is bounded by one read. A body beyond the limit, an unfinished request beyond its time, and
 * whatever is not HTTP are answered with a problem document, and the connection is closed. HEAD is GET for a resource; the
 * codec leaves the body out. Confined to its event loop.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter implements HeartbeatWheel.Watched {
    private static final Logger logger = LoggerFactory.getLogger(HttpConnection.class);

    private final GatewayServices services;
    private final ConnectionMetrics metrics;
    private final GatewayLimits limits;
    private final OriginPolicy origins;
    private final ReplyWriter writer;
    private final ConnectionWheels wheels;

    private final Queue<HttpObject> waiting = new ArrayDeque<>();
    private @Nullable ChannelHandlerContext context;
    private HeartbeatWheel.@Nullable Entry deadline;
    private io.netty.handler.codec.http.@Nullable HttpRequest head;
    private @Nullable ByteBuf body;
    private boolean serving;
    private boolean awaitingReply;
    private boolean ending;
    private boolean endsAfterReply;
    private long requestNumber;

    HttpConnection(Gateway gateway) {
        services = gateway.services();
        metrics = services.metrics();
        limits = gateway.settings().limits();
        origins = gateway.origins();
        writer = gateway.writer();
        wheels = gateway.wheels();
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
            while (!awaitingReply && ctx.channel().isWritable() && (next = waiting.poll()) != null) {
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
        boolean read = !awaitingReply && ctx.channel().isWritable();
        if (ctx.channel().config().isAutoRead() != read) {
            ctx.channel().config().setAutoRead(read);
        }
    }

    private void take(ChannelHandlerContext ctx, HttpObject part) {
        if (part.decoderResult().isFailure()) {
            refuse(ctx, malformed(part.decoderResult().cause()));
            return;
        }
        if (part instanceof io.netty.handler.codec.http.HttpRequest) {
            begin(ctx, (io.netty.handler.codec.http.HttpRequest) part);
        }
        if (part instanceof HttpContent && !ending && head != null) {
            append(ctx, ((HttpContent) part).content());
        }
        if (part instanceof LastHttpContent && !ending && head != null) {
            dispatch(ctx, head);
        }
    }

    private static HttpReply malformed(Throwable cause) {
        if (cause instanceof TooLongHttpHeaderException) {
            return HttpReply.problem(431, "Request header fields too large", "the header is longer than allowed");
        }
        if (cause instanceof TooLongHttpLineException) {
            return HttpReply.problem(414, "URI too long", "the request line is longer than allowed");
        }
        return HttpReply.problem(400, "Bad request", "this is not HTTP/1.1");
    }

    private void begin(ChannelHandlerContext ctx, io.netty.handler.codec.http.HttpRequest request) {
        touch();
        head = request;
        endsAfterReply = !HttpUtil.isKeepAlive(request);
        int hosts = request.headers().getAll(HttpHeaderNames.HOST).size();
        if (!request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && !request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            refuse(ctx, HttpReply.problem(505, "HTTP version not supported", "HTTP/1.1 is served"));
        } else if (hosts > 1 || (hosts == 0 && request.protocolVersion().equals(HttpVersion.HTTP_1_1))) {
            refuse(ctx, HttpReply.problem(400, "Bad request", "exactly one host field is required"));
        } else if (HttpUtil.getContentLength(request, 0L) > limits.bodyBytes()) {
            refuse(ctx, tooLarge());
        } else if (HttpUtil.is100ContinueExpected(request)) {
            ctx.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        } else if (request.headers().contains(HttpHeaderNames.EXPECT)) {
            refuse(ctx, HttpReply.problem(417, "Expectation failed", "only 100-continue can be met"));
        }
    }

    private HttpReply tooLarge() {
        return HttpReply.problem(413, "Content too large", "at most " + limits.bodyBytes() + " bytes are taken");
    }

    private void append(ChannelHandlerContext ctx, ByteBuf content) {
        int size = content.readableBytes();
        if (size == 0) {
            return;
        }
        metrics.read(size);
        ByteBuf gathered = body;
        if ((gathered == null ? 0 : gathered.readableBytes()) + size > limits.bodyBytes()) {
            refuse(ctx, tooLarge());
            return;
        }
        if (gathered == null) {
            gathered = ctx.alloc().buffer(size, limits.bodyBytes());
            body = gathered;
        }
        gathered.writeBytes(content);
    }

    private void dispatch(ChannelHandlerContext ctx, io.netty.handler.codec.http.HttpRequest request) {
        touch();
        byte[] content = takeBody();
        head = null;
        RequestTarget target = RequestTarget.parse(request.uri());
        if (target == null) {
            answer(ctx, HttpReply.problem(400, "Bad request", "the path or the query is not in an acceptable form"));
        } else if (target.path().equals(Handshake.PATH)) {
            upgrade(ctx, request);
        } else {
            HttpResource resource = services.router().find(target.path());
            if (resource == null) {
                answer(ctx, HttpReply.problem(404, "Not found", "nothing is served under this path"));
            } else {
                ask(ctx, resource, describe(ctx, request, target, content));
            }
        }
    }

    private static HttpRequest describe(
            ChannelHandlerContext ctx,
            io.netty.handler.codec.http.HttpRequest request,
            RequestTarget target,
            byte[] content) {
        Map<String, List<String>> headers = new HashMap<>();
        for (Map.Entry<String, String> header : request.headers()) {
            headers.computeIfAbsent(header.getKey().toLowerCase(Locale.ROOT), name -> new ArrayList<>(1))
                    .add(header.getValue());
        }
        headers.replaceAll((name, values) -> Collections.unmodifiableList(values));
        String method = request.method().name();
        return new HttpRequest(
                method.equals("HEAD") ? "GET" : method,
                target.path(),
                target.query(),
                Collections.unmodifiableMap(headers),
                content,
                RemoteAddress.host(ctx.channel()));
    }

    private void ask(ChannelHandlerContext ctx, HttpResource resource, HttpRequest request) {
        long number = ++requestNumber;
        awaitingReply = true;
        CompletionStage<HttpReply> stage;
        try {
            stage = resource.handle(request);
        } catch (RuntimeException defect) {
            answered(ctx, number, request, null, defect);
            return;
        }
        stage.whenComplete((reply, failure) -> {
            if (ctx.executor().inEventLoop()) {
                answered(ctx, number, request, reply, failure);
                return;
            }
            try {
                ctx.executor().execute(() -> answered(ctx, number, request, reply, failure));
            } catch (RejectedExecutionException loopHasEnded) {
                // so has the connection
            }
        });
    }

    private void answered(
            ChannelHandlerContext ctx,
            long number,
            HttpRequest request,
            @Nullable HttpReply reply,
            @Nullable Throwable failure) {
        if (number != requestNumber || !awaitingReply) {
            return;
        }
        awaitingReply = false;
        if (reply == null) {
            metrics.dropped(ConnectionDrop.INTERNAL);
            logger.warn(
                    "event=request_failed method={} path={} reason=\"{}\"",
                    request.method(),
                    request.path(),
                    String.valueOf(failure));
            logger.debug("event=request_failed", failure);
            answer(ctx, internalError());
        } else {
            answer(ctx, reply);
        }
        serve(ctx);
    }

    private static HttpReply internalError() {
        return HttpReply.problem(500, "Internal server error", "the request could not be served");
    }

    private void answer(ChannelHandlerContext ctx, HttpReply reply) {
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
            releaseAll();
            ctx.writeAndFlush(response).addListener((ChannelFutureListener) future -> endOutput(ctx));
        } else {
            ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }

    /** Answers and reads no more from this client. */
    private void refuse(ChannelHandlerContext ctx, HttpReply reply) {
        metrics.dropped(ConnectionDrop.BAD_REQUEST);
        endsAfterReply = true;
        answer(ctx, reply);
    }

    /**
     * Says that nothing follows and waits for the client to close: closing at once while it still sends would reset the
     * connection, and the answer with it. The wheel bounds the wait.
     */
    private static void endOutput(ChannelHandlerContext ctx) {
        SslHandler tls = ctx.pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.closeOutbound();
        } else if (ctx.channel() instanceof DuplexChannel) {
            ((DuplexChannel) ctx.channel()).shutdownOutput();
        } else {
            ctx.close();
        }
    }

    private void upgrade(ChannelHandlerContext ctx, io.netty.handler.codec.http.HttpRequest request) {
        HttpReply refusal =
                Handshake.refusal(request.method().name(), request.protocolVersion(), request.headers(), origins);
        SignalingEndpoint endpoint = services.signaling().get();
        if (refusal != null) {
            if (refusal.status() == 403) {
                metrics.dropped(ConnectionDrop.FOREIGN_ORIGIN);
            }
            answer(ctx, refusal);
        } else if (endpoint == null) {
            answer(
                    ctx,
                    HttpReply.problem(503, "Service unavailable", "signaling is starting")
                            .with("retry-after", "1"));
        } else if (!waiting.isEmpty()) {
            refuse(ctx, HttpReply.problem(400, "Bad request", "a request follows one that asks for an upgrade"));
        } else {
            metrics.answered(HttpResponseStatus.SWITCHING_PROTOCOLS.code());
            ending = true;
            ctx.writeAndFlush(Handshake.acceptance(request.headers()));
            ctx.pipeline()
                    .addLast(new SignalingChannel(
                            endpoint,
                            wheels.of(ctx.channel().eventLoop()).signaling(),
                            metrics,
                            limits.signaling().pendingBytes(),
                            RemoteAddress.hostAndPort(ctx.channel())));
            ctx.pipeline().remove(this);
            // what the client has sent since is handed on by this
            ctx.pipeline().remove(HttpServerCodec.class);
        }
    }

    // --- time and end ----------------------------------------------------------------------------------------------

    private void touch() {
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
        if (ending || (!awaitingReply && head == null)) {
            ctx.close();
            return;
        }
        // once more, for the answer to be read
        if (deadline != null) {
            deadline.cancel();
        }
        deadline = wheels.of(ctx.channel().eventLoop()).requests().watch(this);
        endsAfterReply = true;
        if (awaitingReply) {
            awaitingReply = false;
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
        awaitingReply = false;
        releaseAll();
        context = null;
        if (deadline != null) {
            deadline.cancel();
            deadline = null;
            metrics.httpClosed();
        }
    }

    private void releaseAll() {
        head = null;
        if (body != null) {
            body.release();
            body = null;
        }
        HttpObject next;
        while ((next = waiting.poll()) != null) {
            ReferenceCountUtil.release(next);
        }
    }

    private byte[] takeBody() {
        ByteBuf gathered = body;
        body = null;
        if (gathered == null) {
            return new byte[0];
        }
        byte[] content = new byte[gathered.readableBytes()];
        gathered.readBytes(content);
        gathered.release();
        return content;
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
