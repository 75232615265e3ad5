// SPDX-License-Identifier: Apache-2.0
/**
 * Session descriptions of WebRTC: the subset of SDP that browsers, WHIP publishers and other forwarding units exchange,
 * and the answer to an offer.
 *
 * <p>{@link im.antiphon.webrtc.sdp.SessionDescription} reads and writes; {@link im.antiphon.webrtc.sdp.SdpAnswerer}
 * turns an offer into an answer and into what was agreed; {@link im.antiphon.webrtc.sdp.IceFragment} is what WHIP
 * trickles. Everything is immutable and safe from any thread. Unknown attributes are kept and ignored. Simulcast
 * ({@code a=rid}, {@code a=simulcast}) is read but never agreed to, and we never make an offer.
 */
@Export
@Version("0.1.0")
@NullMarked
package im.antiphon.webrtc.sdp;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
