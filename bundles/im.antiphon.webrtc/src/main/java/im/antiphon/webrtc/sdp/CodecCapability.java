// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A codec we accept.
 *
 * @param name compared without regard to case
 * @param clockRate in Hz
 * @param channels 1 for mono and for video
 * @param parameters what to answer as {@code a=fmtp}, or null to answer what was offered
 * @param feedbackWhereOffered RTCP feedback we agree to, such as {@code transport-cc}
 * @param feedbackAlways feedback we ask for even where the offer does not name it, such as {@code nack} for Opus
 */
public record CodecCapability(
        String name,
        int clockRate,
        int channels,
        @Nullable String parameters,
        List<String> feedbackWhereOffered,
        List<String> feedbackAlways) {
    /** What every accepted video line is answered with: without it a picture, once broken, stays so. */
    static final List<String> VIDEO_ALWAYS = List.of("nack", "ccm fir");

    public CodecCapability {
        feedbackWhereOffered = List.copyOf(feedbackWhereOffered);
        feedbackAlways = List.copyOf(feedbackAlways);
    }

    /** An audio codec. */
    public static CodecCapability audio(String name, int clockRate, int channels, @Nullable String parameters) {
        return new CodecCapability(name, clockRate, channels, parameters, List.of(), List.of());
    }

    /** A video codec whose parameters are passed through, with the feedback a forwarding unit lives by. */
    public static CodecCapability video(String name) {
        return new CodecCapability(
                name, 90_000, 1, null, List.of("nack pli", "goog-remb", "transport-cc"), VIDEO_ALWAYS);
    }

    /** The same codec with other feedback. */
    public CodecCapability withFeedback(List<String> whereOffered, List<String> always) {
        return new CodecCapability(name, clockRate, channels, parameters, whereOffered, always);
    }
}
