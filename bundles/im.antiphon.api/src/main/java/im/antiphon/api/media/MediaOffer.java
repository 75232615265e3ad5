// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.media;

import im.antiphon.api.plugin.Tenants;
import org.jspecify.annotations.Nullable;

/**
 * An SDP offer of one session.
 *
 * @param sessionId whose peer it is; a session has at most one
 * @param tenant whose session it is: its rooms are apart from those of others, and configuration may choose other plugins
 *     for it than for the rest
 * @param room the name of the room, within the tenant, that it publishes into and listens to
 * @param role what its media sections may be used for
 * @param sdp RFC 8866, at most 256 KiB
 * @param source the session or publisher a listener wants to hear, or null for the room's loudest
 * @param publisherName by which listeners name what this peer publishes; null for its session id
 */
public record MediaOffer(
        String sessionId,
        String tenant,
        String room,
        MediaRole role,
        String sdp,
        @Nullable String source,
        @Nullable String publisherName) {
    /** Of a session of the default tenant. */
    public MediaOffer(
            String sessionId,
            String room,
            MediaRole role,
            String sdp,
            @Nullable String source,
            @Nullable String publisherName) {
        this(sessionId, Tenants.DEFAULT, room, role, sdp, source, publisherName);
    }

    /** The room it publishes into and listens to. */
    public RoomAddress roomAddress() {
        return new RoomAddress(tenant, room);
    }
}
