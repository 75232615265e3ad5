// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.http;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A resource that takes bodies larger than the transport would gather, piece by piece as they arrive. It is registered as
 * the {@link HttpResource} it is, under {@link HttpResource#PATH}.
 *
 * <p>Each request is announced with {@link #upload} before any of its body is read. What is not taken as an upload is
 * gathered and given to {@link #handle} like any other request.
 */
@ConsumerType
public interface UploadResource extends HttpResource {
    /**
     * Whether the body of a request is taken piece by piece. Called on an event loop, so it answers at once.
     *
     * @param head the request; its body is empty, whatever follows
     * @return what is done with the body; null where this is a request for {@link #handle}
     */
    @Nullable
    Upload upload(HttpRequest head);
}
