// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.ice;

import java.time.Duration;

/**
 * What an {@link IceLiteAgent} can be told.
 *
 * @param consentTimeout how long a peer may be silent before it is given up; also how long the first check may take
 * @param maximumRemoteAddresses how many of the peer's addresses are remembered; the one longest unheard makes room
 */
public record IceLiteSettings(Duration consentTimeout, int maximumRemoteAddresses) {
    /** 30 seconds (RFC 7675, section 5.1) and 16 addresses. */
    public static final IceLiteSettings DEFAULT = new IceLiteSettings(Duration.ofSeconds(30), 16);

    public IceLiteSettings {
        if (consentTimeout.isNegative() || consentTimeout.isZero()) {
            throw new IllegalArgumentException("consentTimeout: " + consentTimeout + " (expected: > 0)");
        }
        if (maximumRemoteAddresses < 2 || maximumRemoteAddresses > 256) {
            throw new IllegalArgumentException(
                    "maximumRemoteAddresses: " + maximumRemoteAddresses + " (expected: 2..256)");
        }
    }
}
