// SPDX-License-Identifier: Apache-2.0
/**
 * Media over UDP: one socket on one event loop, the peers behind it, the rooms they are in.
 *
 * <pre>
 *   MediaSocket ── by address, else by ufrag (PeerTable) ── MediaPeer ─┬─ PeerTransport  (ICE, DTLS, SRTP)
 *        ▲                                                             └─ Member of a Room  (forwarding)
 *        └── BatchSender ◄──────────────────── protected packets ◄────────────┘
 * </pre>
 *
 * {@link im.antiphon.transport.media.ForwardingMediaServer} is the way in for offers and candidates; it does its work on the
 * same loop.
 */
@NullMarked
package im.antiphon.transport.media;

import org.jspecify.annotations.NullMarked;
