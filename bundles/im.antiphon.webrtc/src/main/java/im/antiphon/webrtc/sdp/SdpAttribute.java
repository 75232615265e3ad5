// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

import org.jspecify.annotations.Nullable;

/**
 * One {@code a=} line (RFC 8866 section 5.13).
 *
 * @param name what stands before the colon
 * @param value what stands after it, or null for a property attribute such as {@code a=rtcp-mux}
 */
public record SdpAttribute(String name, @Nullable String value) {
    public SdpAttribute {
        if (name.isEmpty() || name.indexOf(':') >= 0 || !SdpText.isPlain(name)) {
            throw new IllegalArgumentException("name: " + name + " (expected: a token)");
        }
        if (value != null && !SdpText.isPlain(value)) {
            throw new IllegalArgumentException("value of a=" + name + ": control characters (expected: none)");
        }
    }

    /** An attribute without a value. */
    public static SdpAttribute flag(String name) {
        return new SdpAttribute(name, null);
    }

    public static SdpAttribute of(String name, String value) {
        return new SdpAttribute(name, value);
    }

    /** The value, or the empty string where there is none. */
    public String text() {
        return value == null ? "" : value;
    }
}
