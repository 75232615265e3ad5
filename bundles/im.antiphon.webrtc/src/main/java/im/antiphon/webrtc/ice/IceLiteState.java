// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.ice;

/** How far a lite agent has come with its peer. */
enum IceLiteState {
    /** No valid check yet. */
    NEW,
    /** A pair is valid and may be sent to, but the peer has not chosen. */
    USABLE,
    /** The peer has nominated a pair. */
    CONNECTED,
    /** New credentials are out; the old ones still answer, media still goes where it went. */
    RESTARTING,
    /** The peer fell silent: nothing is sent and nothing is answered, until a restart. */
    EXPIRED;

    enum Event {
        /** A valid check that does not nominate under the newest credentials. */
        CHECKED,
        /** A valid check that nominates under the newest credentials. */
        NOMINATED,
        /** No valid check for the consent timeout. */
        FELL_SILENT,
        /** New credentials. */
        RESTARTED
    }

    static IceLiteState next(IceLiteState state, Event event) {
        return switch (event) {
            case CHECKED -> state == NEW ? USABLE : state;
            case NOMINATED -> state == EXPIRED ? EXPIRED : CONNECTED;
            case FELL_SILENT -> EXPIRED;
                // After expiry there is no old pair to keep alive: it is as if the agent were new.
            case RESTARTED -> state == EXPIRED ? NEW : RESTARTING;
        };
    }
}
