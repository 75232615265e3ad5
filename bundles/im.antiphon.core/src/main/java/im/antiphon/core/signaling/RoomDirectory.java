// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import im.antiphon.api.media.RoomAddress;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The rooms that have participants. A room exists from its first member's coming to its last one's going. */
public final class RoomDirectory {
    private final Map<RoomAddress, Room> rooms = new ConcurrentHashMap<>();
    private final int capacity;

    RoomDirectory(int capacity) {
        this.capacity = capacity;
    }

    /** The rooms, and how many participants each has. */
    public Map<RoomAddress, Integer> sizes() {
        Map<RoomAddress, Integer> sizes = new TreeMap<>();
        rooms.forEach((address, room) -> sizes.put(address, room.size()));
        return sizes;
    }

    /** The room entered, or null where it is full; see {@link Room#enter}. */
    @Nullable
    Room enter(RoomAddress address, SignalingSession newcomer, Runnable greeted) {
        while (true) {
            Room room = rooms.computeIfAbsent(address, absent -> new Room(address, capacity));
            switch (room.enter(newcomer, greeted)) {
                case ENTERED -> {
                    return room;
                }
                case FULL -> {
                    return null;
                }
                case GONE -> rooms.remove(address, room);
            }
        }
    }

    void leave(Room room, SignalingSession leaver, String reason) {
        if (room.leave(leaver, reason)) {
            rooms.remove(room.address(), room);
        }
    }
}
