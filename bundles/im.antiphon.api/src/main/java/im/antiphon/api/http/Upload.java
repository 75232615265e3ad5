// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.http;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link UploadResource} does with the body of one request: takes it, or refuses it before it is sent. A client
 * that asks first ({@code Expect: 100-continue}) is told so; one that announces more than the maximum gets a 413.
 *
 * @param maximumBytes more are not taken
 * @param sink takes the body; null where it is refused
 * @param refusal the answer in place of the body; null where it is taken
 */
public record Upload(long maximumBytes, @Nullable UploadSink sink, @Nullable HttpReply refusal) {
    public Upload {
        if (maximumBytes < 0) {
            throw new IllegalArgumentException("maximumBytes: " + maximumBytes + " (expected: >= 0)");
        }
        if ((sink == null) == (refusal == null)) {
            throw new IllegalArgumentException("sink, refusal: expected one of them");
        }
    }

    /** Takes the body. */
    public static Upload into(UploadSink sink, long maximumBytes) {
        return new Upload(maximumBytes, Objects.requireNonNull(sink, "sink"), null);
    }

    /** Answers without reading the body; the connection is closed, since the body may be under way. */
    public static Upload refused(HttpReply reply) {
        return new Upload(0, null, Objects.requireNonNull(reply, "reply"));
    }
}
