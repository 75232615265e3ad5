// SPDX-License-Identifier: Apache-2.0
/**
 * DTLS-SRTP: the handshake in which both ends prove the certificates that signaling announced, and agree on the keys of the
 * media (RFC 5763, RFC 5764, RFC 8827 section 6.5).
 *
 * <p>One {@link im.antiphon.webrtc.dtls.DtlsEndpoint} per transport; it is told datagrams and time, and tells its
 * {@link im.antiphon.webrtc.dtls.DtlsSink}. The handshake itself is BouncyCastle's, which blocks: it runs on an executor of
 * the owner's, everything else on the owner's event loop. This package is the only one that knows BouncyCastle.
 *
 * <p>Deliberately not done: DTLS 1.3, renegotiation, resumption, connection identifiers, HelloVerifyRequest (ICE has proven
 * the peer's address before a single byte of DTLS is answered), application data.
 */
@Export
@Version("0.1.0")
@NullMarked
package im.antiphon.webrtc.dtls;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
