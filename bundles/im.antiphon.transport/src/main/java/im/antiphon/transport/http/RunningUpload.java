// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.http;

import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.UploadSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A body on its way to a sink, piece by piece. What the sink throws is a stage that has failed. Confined to one event loop.
 */
final class RunningUpload {
    /** So much has to come for the client to be given another request timeout; else a drop now and then would do. */
    static final int BYTES_PER_TIMEOUT = 65_536;

    private static final Logger logger = LoggerFactory.getLogger(RunningUpload.class);

    private final UploadSink sink;
    private final long maximumBytes;
    private long received;
    private boolean whole;

    RunningUpload(UploadSink sink, long maximumBytes) {
        this.sink = sink;
        this.maximumBytes = maximumBytes;
    }

    long maximumBytes() {
        return maximumBytes;
    }

    boolean takes(int bytes) {
        return bytes <= maximumBytes - received;
    }

    /**
     * Hands on a piece that {@link #takes takes}.
     *
     * @return completes when the next may come
     */
    CompletionStage<@Nullable HttpReply> piece(ByteBuf content) {
        received += content.readableBytes();
        try {
            return Objects.requireNonNull(sink.onPiece(ByteBufUtil.getBytes(content)), "stage");
        } catch (RuntimeException defect) {
            return CompletableFuture.failedFuture(defect);
        }
    }

    /** Whether the piece that was just handed on earns its client more time. */
    boolean earnsTime(int bytes) {
        return received / BYTES_PER_TIMEOUT != (received - bytes) / BYTES_PER_TIMEOUT;
    }

    /** No piece follows the one that is under way. */
    void becomeWhole() {
        whole = true;
    }

    boolean isWhole() {
        return whole;
    }

    CompletionStage<HttpReply> end() {
        try {
            return Objects.requireNonNull(sink.onEnd(), "stage");
        } catch (RuntimeException defect) {
            return CompletableFuture.failedFuture(defect);
        }
    }

    void abort(String reason) {
        try {
            sink.onAborted(reason);
        } catch (RuntimeException defect) {
            logger.warn("event=upload_abort_failed reason=\"{}\"", String.valueOf(defect), defect);
        }
    }
}
