// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.auth;

import java.util.List;

/**
 * What an identity may do.
 *
 * @param publish send media into the rooms
 * @param subscribe receive media from the rooms
 * @param administer see and end what belongs to others, under {@code /api/v1}
 * @param rooms which rooms may be entered
 */
public record Grants(boolean publish, boolean subscribe, boolean administer, List<RoomPattern> rooms) {
    /** Everything. */
    public static final Grants ALL = new Grants(true, true, true, List.of(new RoomPattern("*")));

    /** All that a client of a call needs: media in any room, and nothing of others. */
    public static final Grants MEDIA = new Grants(true, true, false, List.of(new RoomPattern("*")));

    public Grants {
        rooms = List.copyOf(rooms);
    }

    /** Whether the room may be entered. */
    public boolean permitsRoom(String room) {
        for (RoomPattern pattern : rooms) {
            if (pattern.matches(room)) {
                return true;
            }
        }
        return false;
    }
}
