// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.codec;

import java.util.Map;

/**
 * A codec as SDP names it.
 *
 * @param name the encoding name of {@code a=rtpmap}; compared without regard to case
 * @param clockRate RTP clock, Hz
 * @param channels as {@code a=rtpmap} writes it (2 for Opus, always: RFC 7587, section 7)
 * @param staticPayloadType the number RFC 3551 assigns, or -1
 * @param parameters {@code a=fmtp} in the order to be written; a value may be empty
 */
public record CodecFormat(
        String name, int clockRate, int channels, int staticPayloadType, Map<String, String> parameters) {
    public CodecFormat {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name: blank (expected: an rtpmap encoding name)");
        }
        if (clockRate <= 0) {
            throw new IllegalArgumentException("clockRate: " + clockRate + " (expected: > 0)");
        }
        if (channels < 1) {
            throw new IllegalArgumentException("channels: " + channels + " (expected: >= 1)");
        }
        if (staticPayloadType < -1 || staticPayloadType > 127) {
            throw new IllegalArgumentException("staticPayloadType: " + staticPayloadType + " (expected: -1..127)");
        }
        parameters = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(parameters));
    }

    /** Whether an {@code a=rtpmap} line means this codec. */
    public boolean matches(String encodingName, int rate, int channelCount) {
        return name.equalsIgnoreCase(encodingName) && clockRate == rate && channels == channelCount;
    }
}
