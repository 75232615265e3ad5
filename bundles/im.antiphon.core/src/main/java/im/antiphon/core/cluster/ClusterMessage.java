// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.cluster;

import org.jspecify.annotations.Nullable;

/**
 * What one node says to another.
 *
 * @param kind by which its handler is found, such as {@code session-message}
 * @param subject whom or what it is about, such as the id of a session or a call; may be empty
 * @param payload whatever the kind wants, as a rule JSON
 * @param traceparent of W3C Trace Context, or null
 */
public record ClusterMessage(String kind, String subject, String payload, @Nullable String traceparent) {
    public ClusterMessage {
        if (kind.isEmpty() || kind.length() > 64) {
            throw new IllegalArgumentException("kind: " + kind.length() + " characters (expected: 1..64)");
        }
    }

    /** Without a trace. */
    public ClusterMessage(String kind, String subject, String payload) {
        this(kind, subject, payload, null);
    }
}
