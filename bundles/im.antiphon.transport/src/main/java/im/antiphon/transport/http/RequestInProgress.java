// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.http;

import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import im.antiphon.api.http.HttpResource;
import im.antiphon.api.http.Upload;
import im.antiphon.api.http.UploadResource;
import im.antiphon.transport.loop.ConnectionMetrics;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The request that a connection is being sent: its head, its body on the way to being gathered or to the sink of an upload,
 * and whom it is for. Confined to the connection's event loop.
 */
final class RequestInProgress {
    private static final byte[] EMPTY = new byte[0];

    private final HttpConnection connection;
    private final HttpRouter router;
    private final ConnectionMetrics metrics;
    private final int bodyBytes;
    private final GatheredBody body;
    private io.netty.handler.codec.http.@Nullable HttpRequest head;
    private @Nullable RunningUpload upload;

    RequestInProgress(HttpConnection connection, HttpRouter router, ConnectionMetrics metrics, int bodyBytes) {
        this.connection = connection;
        this.router = router;
        this.metrics = metrics;
        this.bodyBytes = bodyBytes;
        body = new GatheredBody(bodyBytes);
    }

    /** Whether a head has come, and not all of the body. */
    boolean isBegun() {
        return head != null;
    }

    /** A head has come. */
    void begin(ChannelHandlerContext ctx, io.netty.handler.codec.http.HttpRequest request) {
        head = request;
        HttpReply refusal = RequestHead.refusal(request);
        if (refusal != null) {
            connection.refuse(ctx, refusal, "refused");
            return;
        }
        RequestTarget target = RequestTarget.parse(request.uri());
        HttpResource resource = target == null ? null : router.find(target.path());
        long maximumBytes = bodyBytes;
        if (target != null
                && resource instanceof UploadResource
                && !target.path().equals(Handshake.PATH)) {
            upload = announce(
                    ctx, (UploadResource) resource, RequestHead.describe(ctx.channel(), request, target, EMPTY));
            if (connection.isEnding()) {
                return;
            }
            maximumBytes = upload == null ? maximumBytes : upload.maximumBytes();
        }
        if (HttpUtil.getContentLength(request, 0L) > maximumBytes) {
            connection.refuse(ctx, RequestHead.tooLarge(maximumBytes), "too large");
        } else if (HttpUtil.is100ContinueExpected(request)) {
            ctx.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        }
    }

    /** Asks what is to be done with the body; null where it is gathered, or where the request has been answered. */
    private @Nullable RunningUpload announce(ChannelHandlerContext ctx, UploadResource resource, HttpRequest request) {
        Upload announced;
        try {
            announced = resource.upload(request);
        } catch (RuntimeException defect) {
            connection.endAfterReply();
            connection.replied(ctx, request.method() + " " + request.path(), null, defect);
            return null;
        }
        if (announced == null) {
            return null;
        }
        if (announced.sink() == null) {
            connection.endAfterReply();
            connection.answer(ctx, Objects.requireNonNull(announced.refusal()));
            return null;
        }
        return new RunningUpload(announced.sink(), announced.maximumBytes());
    }

    /** A part of the body has come. */
    void append(ChannelHandlerContext ctx, ByteBuf content) {
        int size = content.readableBytes();
        if (size == 0 || head == null) {
            return;
        }
        metrics.read(size);
        RunningUpload running = upload;
        if (running == null) {
            if (!body.append(ctx.alloc(), content)) {
                connection.refuse(ctx, RequestHead.tooLarge(bodyBytes), "too large");
            }
        } else if (!running.takes(size)) {
            connection.refuse(ctx, RequestHead.tooLarge(running.maximumBytes()), "too large");
        } else {
            connection.await(ctx, running.piece(content), (reply, failure) -> taken(ctx, running, reply, failure));
            if (running.earnsTime(size)) {
                connection.touch();
            }
        }
    }

    /** The sink has dealt with a piece. */
    private void taken(
            ChannelHandlerContext ctx, RunningUpload running, @Nullable HttpReply reply, @Nullable Throwable failure) {
        if (failure == null && reply == null) {
            if (running.isWhole()) {
                finish(ctx, running);
            }
            return;
        }
        upload = null;
        head = null;
        if (!running.isWhole()) {
            connection.endAfterReply();
        }
        if (failure != null) {
            running.abort("failed");
        }
        connection.replied(ctx, "upload", reply, failure);
    }

    /** That was all of the request. */
    void complete(ChannelHandlerContext ctx) {
        io.netty.handler.codec.http.HttpRequest request = head;
        RunningUpload running = upload;
        if (request == null) {
            return;
        }
        if (running == null) {
            dispatch(ctx, request);
        } else if (connection.isAwaiting()) {
            running.becomeWhole();
        } else {
            finish(ctx, running);
        }
    }

    private void finish(ChannelHandlerContext ctx, RunningUpload running) {
        connection.touch();
        upload = null;
        head = null;
        connection.await(ctx, running.end(), (reply, failure) -> connection.replied(ctx, "upload", reply, failure));
    }

    private void dispatch(ChannelHandlerContext ctx, io.netty.handler.codec.http.HttpRequest request) {
        connection.touch();
        byte[] content = body.take();
        head = null;
        RequestTarget target = RequestTarget.parse(request.uri());
        if (target == null) {
            connection.answer(
                    ctx, HttpReply.problem(400, "Bad request", "the path or the query is not in an acceptable form"));
        } else if (target.path().equals(Handshake.PATH)) {
            connection.upgrade(ctx, request, target);
        } else {
            HttpResource resource = router.find(target.path());
            if (resource == null) {
                connection.answer(ctx, HttpReply.problem(404, "Not found", "nothing is served under this path"));
            } else {
                ask(ctx, resource, RequestHead.describe(ctx.channel(), request, target, content));
            }
        }
    }

    private void ask(ChannelHandlerContext ctx, HttpResource resource, HttpRequest request) {
        CompletionStage<HttpReply> stage;
        try {
            stage = Objects.requireNonNull(resource.handle(request), "stage");
        } catch (RuntimeException defect) {
            stage = CompletableFuture.failedFuture(defect);
        }
        connection.await(
                ctx,
                stage,
                (reply, failure) -> connection.replied(ctx, request.method() + " " + request.path(), reply, failure));
    }

    /** The sink of an upload is told that no more will come. */
    void abort(String reason) {
        RunningUpload running = upload;
        upload = null;
        if (running != null) {
            running.abort(reason);
        }
    }

    void release() {
        head = null;
        body.release();
    }
}
