// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import im.antiphon.api.media.MediaException;
import im.antiphon.api.media.MediaException.Reason;
import im.antiphon.api.media.RoomAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who lives on which loop. An offer has a seat from the moment it is taken, so that those that come at once do not all see the same
 * free loop; its peer takes the seat over and has it until it is gone. Safe from any thread; asked per offer and per peer that
 * goes, never per packet.
 */
final class Seats {
    private static final long SAMPLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int maximumPeers;
    private final List<LongSupplier> packetsSent = new ArrayList<>();

    // guarded by this
    private final LoopPlacement placement;
    private final Map<String, Pending> pending = new HashMap<>();
    private final long[] sampledPackets;
    private final long[] packetsPerSecond;
    private long sampledNanos;
    private boolean sampled;

    /** Offers of one session that are under way. */
    private static final class Pending {
        final int loop;

        @Nullable
        RoomAddress seatIn; // its own, until a peer has taken it over

        int offers = 1;

        Pending(int loop, @Nullable RoomAddress seatIn) {
            this.loop = loop;
            this.seatIn = seatIn;
        }
    }

    /**
     * @param maximumPeers more are refused
     * @param packetsSent by each loop so far
     */
    Seats(LoopPlacement placement, int maximumPeers, List<LongSupplier> packetsSent) {
        this.placement = placement;
        this.maximumPeers = maximumPeers;
        this.packetsSent.addAll(packetsSent);
        this.sampledPackets = new long[packetsSent.size()];
        this.packetsPerSecond = new long[packetsSent.size()];
    }

    /**
     * The loop that is to answer an offer; every call is followed by one of {@link #end}.
     *
     * @param former the session's peer, if there is one
     * @throws MediaException where there is no room for one more
     */
    synchronized int begin(String session, RoomAddress room, @Nullable MediaPeer former, long nowNanos) {
        Pending before = pending.get(session);
        if (before != null) {
            before.offers++;
            return before.loop;
        }
        Pending begun;
        if (former != null && former.isIn(room)) {
            begun = new Pending(former.loopIndex(), null);
        } else {
            if (former == null && placement.total() >= maximumPeers) {
                throw new MediaException(Reason.OVERLOADED, "peers: " + maximumPeers + " are connected already");
            }
            sample(nowNanos);
            begun = new Pending(placement.place(room, packetsPerSecond), room);
        }
        pending.put(session, begun);
        return begun.loop;
    }

    /** An offer has been answered, or refused. */
    synchronized void end(String session) {
        Pending ended = pending.get(session);
        if (ended == null || --ended.offers > 0) {
            return;
        }
        pending.remove(session);
        if (ended.seatIn != null) {
            placement.leave(ended.seatIn, ended.loop);
        }
    }

    /** The loop that is answering an offer of the session's, or -1. */
    synchronized int answering(String session) {
        Pending under = pending.get(session);
        return under == null ? -1 : under.loop;
    }

    /** A peer has been made: it sits where its offer did, or somewhere else. */
    synchronized void joined(String session, RoomAddress room, int loop) {
        Pending offered = pending.get(session);
        if (offered != null && offered.loop == loop && room.equals(offered.seatIn)) {
            offered.seatIn = null;
        } else {
            placement.join(room, loop);
        }
    }

    /** A peer is gone. */
    synchronized void left(RoomAddress room, int loop) {
        placement.leave(room, loop);
    }

    /** Peers on a loop, and offers that may become some. */
    synchronized int peers(int loop) {
        return placement.peers(loop);
    }

    /** Whether there are neither peers nor offers. */
    synchronized boolean isEmpty() {
        return placement.total() == 0 && pending.isEmpty();
    }

    private void sample(long nowNanos) {
        long elapsed = nowNanos - sampledNanos;
        if (sampled && elapsed < SAMPLE_NANOS) {
            return;
        }
        for (int loop = 0; loop < packetsPerSecond.length; loop++) {
            long packets = packetsSent.get(loop).getAsLong();
            packetsPerSecond[loop] =
                    sampled ? (long) ((packets - sampledPackets[loop]) * (double) SAMPLE_NANOS / elapsed) : 0;
            sampledPackets[loop] = packets;
        }
        sampled = true;
        sampledNanos = nowNanos;
    }
}
