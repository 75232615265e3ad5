// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.dtls;

/** Which end opens the handshake; {@code a=setup} decides (RFC 5763, section 5). */
public enum DtlsRole {
    /** Sends the first ClientHello: {@code a=setup:active}. */
    CLIENT,
    /** Waits for it: {@code a=setup:passive}. */
    SERVER
}
