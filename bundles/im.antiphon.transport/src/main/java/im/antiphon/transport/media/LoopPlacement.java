// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import im.antiphon.api.media.RoomAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the loop on which a peer lives. A room is kept together, since what crosses loops costs a copy and a wake-up; a large one
 * is spread, since all its listeners are served one after the other and the last waits for all before it.
 *
 * <ol>
 *   <li>The first of a room goes to the least loaded loop.
 *   <li>Those after it follow, until as many are on a loop as a room may have there.
 *   <li>Then the room gets another loop, the least loaded of those without it, and when it is on all of them its peers are spread
 *       evenly.
 *   <li>A loop that is overloaded, and much more so than another, gets no more of a room that is large enough to be spread.
 * </ol>
 *
 * <p>Load is counted in voices: a peer is one, and so is each stream sent, of 50 packets a second. Peers are known before they talk,
 * packets tell who does.
 *
 * <p>Pure and not safe: {@link Seats} guards it.
 */
final class LoopPlacement {
    static final int PACKETS_PER_VOICE = 50;
    /** Packets for so many voices take about half of what a loop has. */
    static final int OVERLOADED_VOICES = 2_000;
    /** What a room has at least before it is spread for its loop's sake. */
    static final int LEAST_TO_SPREAD = 32;

    private final int loops;
    private final int roomPeersPerLoop;
    private final int[] peers;
    private final Map<RoomAddress, int[]> rooms = new HashMap<>();
    private int total;

    /**
     * @param loops how many there are
     * @param roomPeersPerLoop how many of one room a loop takes while there are others
     */
    LoopPlacement(int loops, int roomPeersPerLoop) {
        if (loops < 1) {
            throw new IllegalArgumentException("loops: " + loops + " (expected: >= 1)");
        }
        if (roomPeersPerLoop < 1) {
            throw new IllegalArgumentException("roomPeersPerLoop: " + roomPeersPerLoop + " (expected: >= 1)");
        }
        this.loops = loops;
        this.roomPeersPerLoop = roomPeersPerLoop;
        this.peers = new int[loops];
    }

    /**
     * A peer wants to join a room; it is counted until it {@link #leave}s.
     *
     * @param packetsPerSecond what each loop sends at the moment
     */
    int place(RoomAddress room, long[] packetsPerSecond) {
        int loop = choose(rooms.get(room), packetsPerSecond);
        join(room, loop);
        return loop;
    }

    /** A peer joins on a loop that somebody else has chosen. */
    void join(RoomAddress room, int loop) {
        rooms.computeIfAbsent(room, absent -> new int[loops])[loop]++;
        peers[loop]++;
        total++;
    }

    /** One that has joined is gone; a room without any is forgotten, and placed anew when it comes again. */
    void leave(RoomAddress room, int loop) {
        int[] seats = rooms.get(room);
        if (seats == null || seats[loop] == 0) {
            throw new IllegalArgumentException("room " + room + " has nobody on loop " + loop);
        }
        seats[loop]--;
        peers[loop]--;
        total--;
        if (sum(seats) == 0) {
            rooms.remove(room);
        }
    }

    /** Peers on all loops. */
    int total() {
        return total;
    }

    /** Peers on one. */
    int peers(int loop) {
        return peers[loop];
    }

    /** Rooms with at least one peer. */
    int rooms() {
        return rooms.size();
    }

    private int choose(int @Nullable [] seats, long[] packetsPerSecond) {
        int leastLoaded = 0;
        for (int loop = 1; loop < loops; loop++) {
            if (voices(loop, packetsPerSecond) < voices(leastLoaded, packetsPerSecond)) {
                leastLoaded = loop;
            }
        }
        if (seats == null) {
            return leastLoaded;
        }
        boolean mayBeSpread = sum(seats) >= Math.min(LEAST_TO_SPREAD, roomPeersPerLoop);
        double spare = voices(leastLoaded, packetsPerSecond);
        int follow = -1;
        int open = -1;
        int fewest = 0;
        for (int loop = 0; loop < loops; loop++) {
            double voices = voices(loop, packetsPerSecond);
            boolean overloaded = mayBeSpread && voices > OVERLOADED_VOICES && voices > 2 * spare;
            if (seats[loop] > 0 && seats[loop] < roomPeersPerLoop && !overloaded) {
                follow = follow < 0 || seats[loop] < seats[follow] ? loop : follow;
            }
            if (seats[loop] == 0) {
                open = open < 0 || voices < voices(open, packetsPerSecond) ? loop : open;
            }
            fewest = seats[loop] < seats[fewest] ? loop : fewest;
        }
        if (follow >= 0) {
            return follow;
        }
        return open >= 0 ? open : fewest;
    }

    private double voices(int loop, long[] packetsPerSecond) {
        return peers[loop] + (double) packetsPerSecond[loop] / PACKETS_PER_VOICE;
    }

    private static int sum(int[] seats) {
        int sum = 0;
        for (int count : seats) {
            sum += count;
        }
        return sum;
    }
}
