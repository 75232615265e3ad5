// SPDX-License-Identifier: Apache-2.0
/**
 * A WebRTC peer's transport: ICE, DTLS and SRTP put together, still without input or output of its own. Datagrams go in,
 * decrypted RTP and RTCP come out, and the other way round.
 */
@Export
@Version("0.1.0")
@NullMarked
package im.antiphon.webrtc.peer;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
