// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.whip;

import im.antiphon.core.session.RegisteredSession;
import org.jspecify.annotations.Nullable;

/**
 * One session made by an offer, and the ICE session it is in. A restart gives it another entity tag (RFC 9725, section
 * 4.3.3), so that candidates of the ICE session before are told apart.
 */
final class Exchange {
    private final ExchangeAddress address;
    private final RegisteredSession session;
    private int restarts;
    private @Nullable String remoteUfrag;

    Exchange(ExchangeAddress address, RegisteredSession session, @Nullable String remoteUfrag) {
        this.address = address;
        this.session = session;
        this.remoteUfrag = remoteUfrag;
    }

    ExchangeAddress address() {
        return address;
    }

    RegisteredSession session() {
        return session;
    }

    /** The entity tag in force, quoted. */
    synchronized String entityTag() {
        return "\"" + session.id() + "-" + restarts + "\"";
    }

    synchronized boolean isCurrentUfrag(@Nullable String ufrag) {
        return ufrag == null || ufrag.equals(remoteUfrag);
    }

    /** ICE has been restarted; answers the new entity tag. */
    synchronized String restarted(@Nullable String ufrag) {
        restarts++;
        remoteUfrag = ufrag;
        return entityTag();
    }
}
