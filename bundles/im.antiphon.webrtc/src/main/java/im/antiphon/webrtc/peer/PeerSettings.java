// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.peer;

import im.antiphon.webrtc.dtls.DtlsSettings;
import im.antiphon.webrtc.ice.IceCredentials;
import im.antiphon.webrtc.ice.IceLiteSettings;

/**
 * What offer and answer have settled about one transport.
 *
 * @param local what the peer's checks must name
 * @param remote what ours would, and what a restart replaces
 * @param ice consent and limits
 * @param dtls role, certificate, the peer's fingerprint, profiles
 */
public record PeerSettings(IceCredentials local, IceCredentials remote, IceLiteSettings ice, DtlsSettings dtls) {}
