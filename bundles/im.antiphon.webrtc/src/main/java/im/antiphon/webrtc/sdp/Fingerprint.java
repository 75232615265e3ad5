// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

import java.util.Locale;

/**
 * The hash of a DTLS certificate (RFC 8122 section 5).
 *
 * @param algorithm in lower case, such as {@code sha-256}
 * @param value upper-case hexadecimal octets with colons
 */
public record Fingerprint(String algorithm, String value) {
    public Fingerprint {
        algorithm = algorithm.toLowerCase(Locale.ROOT);
        value = value.toUpperCase(Locale.ROOT);
    }

    /** As it stands after {@code a=fingerprint:}. */
    @Override
    public String toString() {
        return algorithm + " " + value;
    }
}
