// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import java.util.Locale;

/**
 * What two peers must agree on for a payload to be forwarded from one to the other as it is.
 *
 * @param name encoding name, upper case
 * @param clockRate RTP clock, Hz
 * @param variant further parameters that change the bit stream (H.264 packetization mode and profile), else empty
 */
public record StreamCodec(String name, int clockRate, String variant) {
    public StreamCodec {
        name = name.toUpperCase(Locale.ROOT);
        if (clockRate <= 0) {
            throw new IllegalArgumentException("clockRate: " + clockRate + " (expected: > 0)");
        }
    }
}
