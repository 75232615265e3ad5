// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The rooms that have participants. A room exists from its first member's coming to its last one's going. */
public final class RoomDirectory {
    private final Map<String, Room> rooms = new ConcurrentHashMap<>();
    private final int capacity;

    RoomDirectory(int capacity) {
        this.capacity = capacity;
    }

    /** Names of rooms and how many participants each has. */
    public Map<String, Integer> sizes() {
        Map<String, Integer> sizes = new TreeMap<>();
        rooms.forEach((name, room) -> sizes.put(name, room.size()));
        return sizes;
    }

    /** The room entered, or null where it is full; see {@link Room#enter}. */
    @Nullable
    Room enter(String name, SignalingSession newcomer, Runnable greeted) {
        while (true) {
            Room room = rooms.computeIfAbsent(name, absent -> new Room(name, capacity));
            switch (room.enter(newcomer, greeted)) {
                case ENTERED -> {
                    return room;
                }
                case FULL -> {
                    return null;
                }
                case GONE -> rooms.remove(name, room);
            }
        }
    }

    void leave(Room room, SignalingSession leaver, String reason) {
        if (room.leave(leaver, reason)) {
            rooms.remove(room.name(), room);
        }
    }
}
