// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import im.antiphon.api.media.RoomAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Those who hear of each other. What is said in a room is queued to its members under the room's lock, so that all of
 * them see comings and goings in one order; queuing does not block. A member that cannot be queued to is ended after the
 * lock has been let go.
 */
final class Room {
    /** How an attempt to enter went. */
    enum Entry {
        ENTERED,
        FULL,
        /** The last member has left meanwhile: enter a new room at that address. */
        GONE
    }

    private final RoomAddress address;
    private final int capacity;
    private final Object lock = new Object();
    private final Map<String, SignalingSession> members = new LinkedHashMap<>();
    private boolean gone;

    Room(RoomAddress address, int capacity) {
        this.address = address;
        this.capacity = capacity;
    }

    RoomAddress address() {
        return address;
    }

    /** Within the tenant; what its members call it. */
    String name() {
        return address.name();
    }

    int size() {
        synchronized (lock) {
            return members.size();
        }
    }

    /**
     * Lets a newcomer in: it hears who is there; the others hear of it.
     *
     * @param greeted what is queued to the newcomer before all else; under the room's lock
     */
    Entry enter(SignalingSession newcomer, Runnable greeted) {
        List<SignalingSession> unreachable = new ArrayList<>();
        synchronized (lock) {
            if (gone) {
                return Entry.GONE;
            }
            if (members.size() >= capacity) {
                return Entry.FULL;
            }
            List<SignalingSession> others = List.copyOf(members.values());
            members.put(newcomer.id(), newcomer);
            greeted.run();
            queue(roomAsSeenBy(newcomer), newcomer, unreachable);
            String joined = ServerMessages.participantJoined(name(), newcomer.participant());
            others.forEach(other -> queue(joined, other, unreachable));
        }
        end(unreachable);
        return Entry.ENTERED;
    }

    /** Tells a member anew who is there, for one that has forgotten. */
    void tell(SignalingSession member) {
        List<SignalingSession> unreachable = new ArrayList<>();
        synchronized (lock) {
            if (members.get(member.id()) == member) {
                queue(roomAsSeenBy(member), member, unreachable);
            }
        }
        end(unreachable);
    }

    private String roomAsSeenBy(SignalingSession member) {
        return ServerMessages.room(
                name(),
                members.values().stream()
                        .filter(other -> other != member)
                        .map(SignalingSession::participant)
                        .toList());
    }

    /** A member goes; true where it was the last. */
    boolean leave(SignalingSession leaver, String reason) {
        List<SignalingSession> unreachable = new ArrayList<>();
        synchronized (lock) {
            if (!members.remove(leaver.id(), leaver)) {
                return false;
            }
            gone = members.isEmpty();
            String left = ServerMessages.participantLeft(name(), leaver.id(), reason);
            List.copyOf(members.values()).forEach(other -> queue(left, other, unreachable));
        }
        end(unreachable);
        synchronized (lock) {
            return gone;
        }
    }

    /**
     * Says something to all members but one.
     *
     * @param change carried out at the same moment, so that a newcomer sees it or hears of it
     */
    void broadcast(SignalingSession sender, String message, Runnable change) {
        List<SignalingSession> unreachable = new ArrayList<>();
        synchronized (lock) {
            change.run();
            for (SignalingSession member : List.copyOf(members.values())) {
                if (member != sender) {
                    queue(message, member, unreachable);
                }
            }
        }
        end(unreachable);
    }

    private static void queue(String message, SignalingSession member, List<SignalingSession> unreachable) {
        if (!member.queue(message)) {
            unreachable.add(member);
        }
    }

    private static void end(List<SignalingSession> unreachable) {
        unreachable.forEach(member -> member.end(SignalingSession.SLOW));
    }
}
