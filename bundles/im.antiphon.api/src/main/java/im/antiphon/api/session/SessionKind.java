// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.session;

/** How a client came in. */
public enum SessionKind {
    /** {@code signaling-v1} over any carrier. */
    SIGNALING,
    /** A publisher of RFC 9725. */
    WHIP,
    /** A listener of draft-ietf-wish-whep. */
    WHEP
}
