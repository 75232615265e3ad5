// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.dtls;

/** Why there will be no keys. Each is counted, and shown to operators, under its label. */
public enum DtlsFailure {
    /** The peer's certificate is not the one signaling announced, or it presented none. */
    FINGERPRINT_MISMATCH("fingerprint-mismatch"),
    /** The peer does not do {@code use_srtp}, or none of the profiles we offer. */
    NO_COMMON_PROFILE("no-common-profile"),
    /** The handshake was not finished in time. */
    HANDSHAKE_TIMEOUT("handshake-timeout"),
    /** As many handshakes are running and waiting as may; the peer should try again later. */
    OVERLOADED("overloaded"),
    /** The peer ended the handshake, or the session, with a fatal alert. */
    ALERT_RECEIVED("alert-received"),
    /** The peer broke the protocol, or offers nothing that we speak. */
    PROTOCOL_ERROR("protocol-error");

    private final String label;

    DtlsFailure(String label) {
        this.label = label;
    }

    /** As metrics and logs spell it. */
    public String label() {
        return label;
    }
}
