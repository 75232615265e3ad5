// SPDX-License-Identifier: Apache-2.0
/**
 * Real WebRTC audio peers without a browser, over real sockets: for integration tests, and for load.
 *
 * <pre>{@code
 * try (VoicePeers peers = VoicePeers.open(VoicePeersSettings.loopback())) {
 *     VoicePeer speaker = peers.add(VoicePeerSettings.sending(1));
 *     WhipSession session = whip.publish(URI.create("http://localhost:8080/whip/room/ann"), speaker.offer());
 *     speaker.accept(session.answer()).get(10, SECONDS);
 *     speaker.startSending(50);
 *     ...
 * }
 * }</pre>
 *
 * <ul>
 *   <li>{@link im.antiphon.load.VoicePeers}: one thread and its sockets, driving any number of peers
 *   <li>{@link im.antiphon.load.VoicePeer}: one peer: offer, answer, media, figures, goodbye
 *   <li>{@link im.antiphon.load.VoicePayload}: what its packets say, so that the receiver can tell whose they are
 *   <li>{@link im.antiphon.load.WhipClient}: offers over HTTP (RFC 9725)
 * </ul>
 */
@Export
@Version("0.1.0")
@NullMarked
package im.antiphon.load;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
