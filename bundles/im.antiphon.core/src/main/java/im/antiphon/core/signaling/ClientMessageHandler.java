// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

/**
 * Takes the messages of some types from all clients. Called by the thread of the client's connection, for one client's
 * messages one at a time and in order; returns at once. What it throws is answered with {@code internal}.
 */
public interface ClientMessageHandler {
    /**
     * One message. It is answered once, now or later: by {@link SignalingSession#acknowledge} where it has taken effect,
     * else by {@link SignalingSession#refuse}.
     */
    void onMessage(SignalingSession session, ClientMessage message);
}
