// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

import java.util.List;

/**
 * A payload type and what it carries: {@code a=rtpmap}, {@code a=fmtp} and {@code a=rtcp-fb} taken together.
 *
 * @param payloadType 0..127, the offerer's number
 * @param name as written; compared without regard to case
 * @param clockRate in Hz
 * @param channels 1 where nothing is said
 * @param parameters of {@code a=fmtp}, or empty
 * @param feedback such as {@code nack} or {@code ccm fir}, wildcards included, each once
 */
public record MediaCodec(
        int payloadType, String name, int clockRate, int channels, String parameters, List<String> feedback) {
    public MediaCodec {
        feedback = List.copyOf(feedback);
    }

    /** Whether this is the given encoding. */
    public boolean is(String otherName, int otherClockRate, int otherChannels) {
        return name.equalsIgnoreCase(otherName) && clockRate == otherClockRate && channels == otherChannels;
    }
}
