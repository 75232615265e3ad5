// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import im.antiphon.api.media.MediaServer.MediaRoom;
import im.antiphon.api.media.RoomAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All media loops of an endpoint, and which of them a session's request goes to. Safe from any thread. */
final class MediaLoops {
    private final List<MediaLoop> loops;
    private final PeerTable peers;
    private final Seats seats;

    /** @param loops at least one, in the order of their numbers */
    MediaLoops(List<MediaLoop> loops, PeerTable peers, Seats seats) {
        this.loops = List.copyOf(loops);
        this.peers = peers;
        this.seats = seats;
    }

    List<MediaLoop> all() {
        return loops;
    }

    PeerTable peers() {
        return peers;
    }

    Seats seats() {
        return seats;
    }

    /** Where an offer is answered; see {@link Seats#begin}. */
    MediaLoop forOffer(String sessionId, RoomAddress room) {
        return loops.get(seats.begin(
                sessionId, room, peers.ofSession(sessionId), loops.get(0).nowNanos()));
    }

    /** Where the session's peer lives, or is about to; any loop where there is none. */
    MediaLoop of(String sessionId) {
        int answering = seats.answering(sessionId);
        if (answering >= 0) {
            return loops.get(answering);
        }
        MediaPeer peer = peers.ofSession(sessionId);
        return loops.get(peer == null ? 0 : peer.loopIndex());
    }

    /** The session's peer where it is in another room than that. */
    @Nullable
    MediaPeer elsewhere(String sessionId, RoomAddress room) {
        MediaPeer peer = peers.ofSession(sessionId);
        return peer == null || peer.isIn(room) ? null : peer;
    }

    /** The rooms as their loops have last noted them, by name; those on several are added up. */
    List<MediaRoom> rooms() {
        Map<RoomAddress, MediaRoom> sums = new TreeMap<>();
        for (MediaLoop loop : loops) {
            for (MediaRoom part : loop.publishedRooms()) {
                sums.merge(
                        part.address(),
                        part,
                        (one, other) -> new MediaRoom(
                                one.address(),
                                one.peers() + other.peers(),
                                one.publications() + other.publications(),
                                one.subscriptions() + other.subscriptions()));
            }
        }
        return new ArrayList<>(sums.values());
    }
}
