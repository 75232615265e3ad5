// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import im.antiphon.api.media.RoomAddress;
import im.antiphon.core.session.RegisteredSession;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Which room a session is in, and how the others see it. Entered and moved by the client's own messages, one at a time;
 * left by any thread, once.
 */
final class Membership {
    /** Shared by all, and never changed. */
    private static final ObjectNode NOTHING_ANNOUNCED = JsonNodeFactory.instance.objectNode();

    private final RoomDirectory rooms;
    private final SignalingSession member;
    private final RegisteredSession session;
    private final AtomicReference<@Nullable Room> room = new AtomicReference<>();
    private volatile ObjectNode state = NOTHING_ANNOUNCED;
    private boolean bound;

    Membership(RoomDirectory rooms, SignalingSession member, RegisteredSession session) {
        this.rooms = rooms;
        this.member = member;
        this.session = session;
    }

    /** As others see it. */
    ServerMessages.Participant participant() {
        return new ServerMessages.Participant(session.id(), session.displayName(), state);
    }

    /** The room it is in, or null. */
    @Nullable
    Room room() {
        return room.get();
    }

    /**
     * Enters a room of its own tenant, from another one too.
     *
     * @param name for the others to see, or null to keep the one it has
     * @param greeted queued first of all, under the room's lock
     * @param beforeMove done before a room is left in which it is already, and when it has left one for another
     * @return false where the room is full; nothing has changed then
     */
    boolean enter(String roomName, @Nullable String name, Runnable greeted, Runnable beforeMove) {
        if (!bound) {
            bound = true;
            session.bind(() -> leave(session.endReason()));
        }
        Room before = room.get();
        if (before != null && before.name().equals(roomName)) {
            leave("moved");
            beforeMove.run();
        }
        String nameBefore = session.displayName();
        if (name != null) {
            session.rename(name);
        }
        Room entered = rooms.enter(new RoomAddress(session.identity().tenant(), roomName), member, greeted);
        if (entered == null) {
            session.rename(nameBefore);
            return false;
        }
        if (room.get() != null) {
            leave("moved");
            beforeMove.run();
        }
        room.set(entered);
        session.enter(roomName);
        if (member.isOver()) {
            leave(session.endReason()); // it ended while it entered
        }
        return true;
    }

    /** Leaves the room it is in, if it is in one. */
    void leave(String reason) {
        Room left = room.getAndSet(null);
        if (left != null) {
            session.enter(null);
            rooms.leave(left, member, reason);
        }
    }

    /** Leaves a room; false where it is not in that one. */
    boolean leave(String roomName, String reason) {
        Room left = room.get();
        if (left == null || !left.name().equals(roomName) || !room.compareAndSet(left, null)) {
            return false;
        }
        session.enter(null);
        rooms.leave(left, member, reason);
        return true;
    }

    /** Says something of itself, to those who are there and those who come later. */
    void announce(ObjectNode newState) {
        Room current = room.get();
        if (current == null) {
            state = newState;
        } else {
            current.broadcast(member, ServerMessages.participantState(session.id(), newState), () -> state = newState);
        }
    }
}
