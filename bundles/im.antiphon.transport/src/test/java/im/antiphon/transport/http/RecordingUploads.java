// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.http;

import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import im.antiphon.api.http.Upload;
import im.antiphon.api.http.UploadResource;
import im.antiphon.api.http.UploadSink;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Takes what is posted to it as uploads, of at most a million bytes, and answers with how much it was. */
final class RecordingUploads implements UploadResource {
    static final long MAXIMUM = 1_000_000;

    final ByteArrayOutputStream content = new ByteArrayOutputStream();
    final BlockingQueue<String> aborted = new LinkedBlockingQueue<>();
    final AtomicInteger announced = new AtomicInteger();
    final AtomicInteger ended = new AtomicInteger();
    final AtomicInteger overlaps = new AtomicInteger();
    private final Function<byte[], CompletionStage<@Nullable HttpReply>> onPiece;

    RecordingUploads() {
        this(piece -> CompletableFuture.completedFuture(null));
    }

    /** @param onPiece what the sink does with a piece, beside keeping it */
    RecordingUploads(Function<byte[], CompletionStage<@Nullable HttpReply>> onPiece) {
        this.onPiece = onPiece;
    }

    @Override
    public @Nullable Upload upload(HttpRequest head) {
        if (!head.method().equals("POST")) {
            return null;
        }
        if (head.query().containsKey("refused")) {
            return Upload.refused(HttpReply.problem(403, "Forbidden", "not from you"));
        }
        if (head.query().containsKey("throws")) {
            throw new IllegalStateException("secret");
        }
        announced.incrementAndGet();
        return Upload.into(newSink(), MAXIMUM);
    }

    UploadSink newSink() {
        return new Sink();
    }

    @Override
    public CompletionStage<HttpReply> handle(HttpRequest request) {
        return CompletableFuture.completedFuture(
                HttpReply.text(200, "text/plain", "gathered " + new String(request.body(), StandardCharsets.UTF_8)));
    }

    private final class Sink implements UploadSink {
        private boolean busy;
        private long bytes;

        @Override
        public CompletionStage<@Nullable HttpReply> onPiece(byte[] piece) {
            if (busy) {
                overlaps.incrementAndGet();
            }
            busy = true;
            bytes += piece.length;
            content.writeBytes(piece);
            return onPiece.apply(piece).whenComplete((reply, failure) -> busy = false);
        }

        @Override
        public CompletionStage<HttpReply> onEnd() {
            ended.incrementAndGet();
            return CompletableFuture.completedFuture(HttpReply.text(201, "text/plain", "took " + bytes));
        }

        @Override
        public void onAborted(String reason) {
            aborted.add(reason);
        }
    }
}
