// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

import java.util.List;

/**
 * What we can do, the same for all peers of a server.
 *
 * @param audio codecs in our order of preference
 * @param video codecs in our order of preference
 * @param audioExtensions URIs of header extensions we take in audio sections
 * @param videoExtensions URIs of header extensions we take in video sections
 * @param retransmission whether {@code rtx} payload types (RFC 4588) are accepted along with what they retransmit
 */
public record AnswerCapabilities(
        List<CodecCapability> audio,
        List<CodecCapability> video,
        List<String> audioExtensions,
        List<String> videoExtensions,
        boolean retransmission) {
    public static final String MID_URI = "urn:ietf:params:rtp-hdrext:sdes:mid";
    public static final String AUDIO_LEVEL_URI = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
    public static final String ABS_SEND_TIME_URI = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time";
    public static final String TRANSPORT_CC_URI =
            "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";

    public AnswerCapabilities {
        audio = List.copyOf(audio);
        video = List.copyOf(video);
        audioExtensions = List.copyOf(audioExtensions);
        videoExtensions = List.copyOf(videoExtensions);
    }

    /**
     * A forwarding unit's: Opus (with NACK and transport-wide feedback), G.711, VP8, VP9, H.264 and AV1, and the four
     * header extensions it reads.
     */
    public static AnswerCapabilities forwarding() {
        List<String> extensions = List.of(MID_URI, AUDIO_LEVEL_URI, ABS_SEND_TIME_URI, TRANSPORT_CC_URI);
        return new AnswerCapabilities(
                List.of(
                        CodecCapability.audio("opus", 48_000, 2, "minptime=10;useinbandfec=1")
                                .withFeedback(List.of("transport-cc"), List.of("nack")),
                        CodecCapability.audio("PCMU", 8_000, 1, null),
                        CodecCapability.audio("PCMA", 8_000, 1, null)),
                List.of(
                        CodecCapability.video("VP8"),
                        CodecCapability.video("VP9"),
                        CodecCapability.video("H264"),
                        CodecCapability.video("AV1")),
                extensions,
                List.of(MID_URI, ABS_SEND_TIME_URI, TRANSPORT_CC_URI),
                false);
    }
}
