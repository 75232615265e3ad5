// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.media;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The forwarding unit, as the session core sees it. Safe from any thread; results complete on an event loop, with a
 * {@link MediaException} where the request cannot be served.
 */
@ProviderType
public interface MediaServer {
    /**
     * Opens the session's peer, or renegotiates it: media sections added or removed, ICE restarted.
     *
     * @param listener told of what follows; that of the first offer stays
     */
    CompletionStage<MediaAnswer> offer(MediaOffer offer, MediaListener listener);

    /**
     * A candidate of the client's. Our side is ICE-lite and waits for its checks, so this is no more than checked.
     *
     * @param candidate an {@code a=candidate} value, with or without {@code candidate:}; empty means the end of candidates
     */
    CompletionStage<Void> addCandidate(String sessionId, String candidate);

    /**
     * Restarts ICE from a WHIP or WHEP client's fragment (RFC 8840), without a new offer.
     *
     * @param sdpFragment with the client's new ufrag and password
     * @return our own fragment
     */
    CompletionStage<String> restartIce(String sessionId, String sdpFragment);

    /** Ends the session's peer, its publications and subscriptions; does nothing where there is none. */
    CompletionStage<Void> close(String sessionId, String reason);

    /** The rooms that have peers at the moment. */
    List<MediaRoom> rooms();

    /**
     * A room in figures.
     *
     * @param address of the room
     * @param peers connected or connecting
     * @param publications streams coming in
     * @param subscriptions streams going out
     */
    record MediaRoom(RoomAddress address, int peers, int publications, int subscriptions) {}
}
