// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.plan;

/**
 * Who is there.
 *
 * @param rooms how many rooms
 * @param publishers by WHIP, in each room
 * @param listeners by WHEP, in each room, who hear all publishers
 * @param participants by signaling with media both ways, in each room
 * @param calls whether the participants of a room are in a call, invited by the first, rather than in a room
 * @param idle signed in by signaling, in no room; of all rooms together
 */
public record Population(int rooms, int publishers, int listeners, int participants, boolean calls, int idle) {
    /** More than a process has ports for. */
    private static final int MOST_CLIENTS = 60_000;

    public Population {
        range("rooms", rooms, 1);
        range("publishers", publishers, 0);
        range("listeners", listeners, 0);
        range("participants", participants, 0);
        range("idle", idle, 0);
        long all = (long) rooms * ((long) publishers + listeners + participants) + idle;
        if (all < 1 || all > MOST_CLIENTS) {
            throw new IllegalArgumentException("clients: " + all + " (expected: 1.." + MOST_CLIENTS
                    + "; publishers, listeners and participants are those of each room)");
        }
        if (listeners > 0 && publishers + participants == 0) {
            throw new IllegalArgumentException("listeners: " + listeners + " (expected: somebody to listen to)");
        }
        if (calls && (participants < 3 || participants > 100)) {
            // A call of two goes from one to the other, past the server.
            throw new IllegalArgumentException("calls: " + participants + " participants (expected: 3..100)");
        }
    }

    private static void range(String name, int value, int least) {
        if (value < least || value > MOST_CLIENTS) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: " + least + ".." + MOST_CLIENTS + ")");
        }
    }

    public int clients() {
        return rooms * (publishers + listeners + participants) + idle;
    }

    /** How many voices there are in a room. */
    public int voices() {
        return publishers + participants;
    }
}
