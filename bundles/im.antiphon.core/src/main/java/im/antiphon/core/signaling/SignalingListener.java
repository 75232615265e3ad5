// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import im.antiphon.api.media.MediaQuality;

/**
 * Told what becomes of the sessions of signaling clients, in the order in which it happens to each, by one thread at a
 * time for each, with no lock held. A session that ends before its first message was never opened and is never told of.
 * Returns at once and does not throw.
 */
public interface SignalingListener {
    /** A client has said its first word. */
    void onOpened(SignalingSession session);

    /** The connection is gone. What the session is part of goes on; messages to it are kept for the client's return. */
    default void onDetached(SignalingSession session) {}

    /** The client is back; it has been sent what it missed. */
    default void onResumed(SignalingSession session) {}

    /** The client has forgotten what it is in, as after a reload, and asks to be told anew. */
    default void onForgotten(SignalingSession session) {}

    /** The session's media is connected, on the media loop, and so beside what happens to the session. */
    default void onMediaConnected(SignalingSession session) {}

    /**
     * New figures of the session's media, on the media loop, and so beside what happens to the session.
     *
     * @param quality as the client is told
     */
    default void onQuality(SignalingSession session, MediaQuality quality) {}

    /**
     * The session is over, and can no longer be found.
     *
     * @param reason one or two words: {@code left}, {@code timeout}, {@code slow}, {@code revoked}, …
     */
    void onEnded(SignalingSession session, String reason);
}
