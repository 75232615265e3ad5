// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import im.antiphon.api.media.RoomAddress;
import im.antiphon.sfu.Room;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which loops have a shard of which room, and who tells whom of another. Safe from any thread; asked when a loop gets the first member
 * of a room or has lost the last, never per packet.
 *
 * <p>Of any two shards one comes later. It learns of the other here, and the other of it by a task; so each learns once, and what a
 * shard says about itself afterwards comes after that.
 */
final class RoomShards {
    private final Map<RoomAddress, List<Room>> shards = new HashMap<>(); // guarded by this

    /** On the shard's loop: it is there. */
    void opened(Room shard) {
        for (Room other : add(shard)) {
            shard.connect(other);
            other.link().execute(nowNanos -> other.connect(shard));
        }
    }

    /** On the shard's loop: its last member has left. */
    void closed(Room shard) {
        for (Room other : remove(shard)) {
            other.link().execute(nowNanos -> other.disconnect(shard));
        }
    }

    private synchronized List<Room> add(Room shard) {
        List<Room> all = shards.computeIfAbsent(shard.address(), absent -> new ArrayList<>());
        List<Room> others = List.copyOf(all);
        all.add(shard);
        return others;
    }

    private synchronized List<Room> remove(Room shard) {
        List<Room> all = shards.getOrDefault(shard.address(), List.of());
        if (all.remove(shard) && all.isEmpty()) {
            shards.remove(shard.address());
        }
        return List.copyOf(all);
    }

    /** Whether there is no room at all. */
    synchronized boolean isEmpty() {
        return shards.isEmpty();
    }
}
