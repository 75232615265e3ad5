// SPDX-License-Identifier: Apache-2.0
/**
 * SRTP and SRTCP: what keeps media secret and unforged on its way (RFC 3711, RFC 7714, keyed by RFC 5764).
 *
 * <p>{@link im.antiphon.webrtc.srtp.SrtpEngine} is the seam: {@link im.antiphon.webrtc.srtp.PortableSrtpEngine} runs on any
 * JDK. {@link im.antiphon.webrtc.srtp.SessionSrtpEngine} is an engine but for the cryptography, which comes from an
 * {@link im.antiphon.webrtc.srtp.SrtpTransform} over whatever library there is. An engine opens one
 * {@link im.antiphon.webrtc.srtp.SrtpProtector} and one {@link im.antiphon.webrtc.srtp.SrtpUnprotector} per peer; both work
 * in place on the caller's buffer.
 *
 * <p>Deliberately not done: master key identifiers, key derivation rates other than zero, the 32-bit tag, header
 * extension encryption (RFC 6904), SSRC-less (external) rollover counters.
 */
@Export
@Version("0.1.0")
@NullMarked
package im.antiphon.webrtc.srtp;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
