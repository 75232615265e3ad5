// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A well-formed message of a client.
 *
 * @param id by which the client wants it acknowledged, or null
 * @param to empty for everybody else in the room, {@value #SFU}, or a session id
 * @param traceparent of W3C Trace Context, or null
 * @param payload has the members that its type allows
 */
public record ClientMessage(
        MessageType type, @Nullable String id, String to, @Nullable String traceparent, ObjectNode payload) {
    /** The forwarding unit, as an address. */
    public static final String SFU = "sfu";

    /** Whether it is for the forwarding unit. */
    public boolean isForSfu() {
        return to.equals(SFU);
    }
}
