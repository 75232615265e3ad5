// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.whip;

import im.antiphon.api.media.MediaRole;
import im.antiphon.api.session.SessionKind;

/** The two protocols that exchange one offer and one answer over HTTP. */
public enum ExchangeProtocol {
    /** RFC 9725. */
    WHIP("/whip", SessionKind.WHIP, MediaRole.PUBLISHER),
    /** draft-ietf-wish-whep. */
    WHEP("/whep", SessionKind.WHEP, MediaRole.LISTENER);

    private final String path;
    private final SessionKind kind;
    private final MediaRole role;

    ExchangeProtocol(String path, SessionKind kind, MediaRole role) {
        this.path = path;
        this.kind = kind;
        this.role = role;
    }

    /** Under which its addresses are. */
    public String path() {
        return path;
    }

    SessionKind kind() {
        return kind;
    }

    MediaRole role() {
        return role;
    }
}
