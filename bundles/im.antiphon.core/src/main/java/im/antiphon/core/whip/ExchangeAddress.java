// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.whip;

import im.antiphon.core.session.RoomName;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request path names: an endpoint, where offers are posted, or the session that an offer has made.
 *
 * <pre>
 * /whip/{room}/{publisher}        endpoint      /whip/{room}/{publisher}/{id}   session
 * /whep/{room}/{publisher}        endpoint      /whep/{room}/{publisher}/{id}   session
 * /whep/{room}                    endpoint      /whep/{room}/-/{id}             session
 * </pre>
 *
 * @param publisher whom the path names, or null for the room's loudest
 * @param sessionId null where the path names an endpoint
 */
record ExchangeAddress(String room, @Nullable String publisher, @Nullable String sessionId) {
    /** Stands for the loudest in a session's path; no publisher can have that name. */
    private static final String LOUDEST = "-";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._~-]{1,64}");

    /** Reads a path; null where it is none of the protocol's. */
    static @Nullable ExchangeAddress parse(ExchangeProtocol protocol, String path) {
        if (!path.startsWith(protocol.path() + "/")) {
            return null;
        }
        String[] segments = path.substring(protocol.path().length() + 1).split("/", -1);
        if (segments.length > 3 || !RoomName.isValid(segments[0])) {
            return null;
        }
        for (int i = 1; i < segments.length; i++) {
            if (!NAME.matcher(segments[i]).matches()) {
                return null;
            }
        }
        boolean loudest = segments.length == 1 || segments[1].equals(LOUDEST);
        if (loudest && (protocol == ExchangeProtocol.WHIP || segments.length == 2)) {
            return null;
        }
        return new ExchangeAddress(
                segments[0], loudest ? null : segments[1], segments.length == 3 ? segments[2] : null);
    }

    /** The path of a session of this endpoint. All of its letters may stand in a URL as they are. */
    String sessionPath(ExchangeProtocol protocol, String id) {
        return protocol.path() + "/" + room + "/" + (publisher == null ? LOUDEST : publisher) + "/" + id;
    }

    boolean isOfSameEndpoint(ExchangeAddress other) {
        return room.equals(other.room) && Objects.equals(publisher, other.publisher);
    }
}
