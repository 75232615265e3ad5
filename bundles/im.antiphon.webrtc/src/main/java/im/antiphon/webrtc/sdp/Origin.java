// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

/**
 * The {@code o=} line (RFC 8866 section 5.2).
 *
 * @param username usually {@code -}
 * @param sessionId decimal digits; the same in all descriptions of one peer
 * @param sessionVersion decimal digits; one more with each description that differs
 * @param addressType {@code IP4} or {@code IP6}
 * @param address not used for anything
 */
public record Origin(String username, String sessionId, String sessionVersion, String addressType, String address) {
    public Origin {
        SdpText.requireWord("username", username);
        SdpText.requireWord("sessionId", sessionId);
        SdpText.requireWord("sessionVersion", sessionVersion);
        SdpText.requireWord("addressType", addressType);
        SdpText.requireWord("address", address);
    }

    /** An origin that tells nothing about the host. */
    public static Origin of(long sessionId, long sessionVersion) {
        return new Origin(
                "-", Long.toUnsignedString(sessionId), Long.toUnsignedString(sessionVersion), "IP4", "127.0.0.1");
    }

    @Override
    public String toString() {
        return username + " " + sessionId + " " + sessionVersion + " IN " + addressType + " " + address;
    }
}
