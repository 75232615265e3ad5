// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.http;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Answers requests under one path. Register it as an OSGi service with the property {@value #PATH}; the longest
 * registered path that is a prefix of the request's, on a segment boundary, wins.
 */
@ConsumerType
public interface HttpResource {
    /** Service property: an absolute path such as {@code /metrics}; {@code /} takes what nobody else does. */
    String PATH = "antiphon.http.path";

    /**
     * Called on an event loop: answers at once, or later from a thread of its own. An exception, or a stage that fails,
     * becomes a 500 with no detail in it.
     */
    CompletionStage<HttpReply> handle(HttpRequest request);
}
