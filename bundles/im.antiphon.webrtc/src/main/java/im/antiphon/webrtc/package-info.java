// SPDX-License-Identifier: Apache-2.0
/**
 * The engines a WebRTC peer is made of, each knowing nothing of sockets, clocks or threads.
 *
 * <ul>
 *   <li>{@code .ice}: which address the peer is reached at, and whether it still wants our packets
 *   <li>{@code .dtls}: the handshake that agrees on keys
 *   <li>{@code .srtp}: media under those keys
 *   <li>{@code .sdp}: the offer and the answer that started it all
 *   <li>{@code .peer}: one peer, made of the four
 * </ul>
 */
@NullMarked
package im.antiphon.webrtc;

import org.jspecify.annotations.NullMarked;
