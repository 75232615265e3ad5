// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.http;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Where the body of one request goes. All methods are called on one event loop and return at once; whoever writes to a disk
 * does it on a thread of its own and completes the stage when it has. Exactly one of {@link #onEnd}, {@link #onAborted} and
 * a reply or failure of {@link #onPiece} ends an upload.
 */
@ConsumerType
public interface UploadSink {
    /**
     * The next piece. The one after it comes only when the stage has completed: until then nothing more is read from the
     * client, so there is never more than one piece under way.
     *
     * @param piece the sink's own, of some kilobytes; never empty
     * @return completes with null for the next piece, or with an answer that ends the upload here. Where it fails, the
     *     upload is aborted and answered with a 500
     */
    CompletionStage<@Nullable HttpReply> onPiece(byte[] piece);

    /** That was all. The answer is awaited as that of {@link HttpResource#handle}. */
    CompletionStage<HttpReply> onEnd();

    /**
     * The rest will not come: the client has gone, is too slow, has sent more than the maximum or what is not HTTP; or
     * {@link #onPiece} has failed. May come while a piece is still being dealt with. Nothing follows.
     *
     * @param reason one or two words for logs
     */
    void onAborted(String reason);
}
