// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which of a section's payload types we accept, in our order of preference, with the feedback they get. */
final class CodecMatch {
    private CodecMatch() {}

    static List<MediaCodec> accepted(MediaDescription section, AnswerCapabilities capabilities) {
        boolean video = section.kind().equals("video");
        if (!video && !section.kind().equals("audio")) {
            return List.of();
        }
        List<MediaCodec> offered = section.codecs();
        List<MediaCodec> accepted = new ArrayList<>();
        for (CodecCapability capability : video ? capabilities.video() : capabilities.audio()) {
            for (MediaCodec codec : offered) {
                if (codec.is(capability.name(), capability.clockRate(), capability.channels())) {
                    accepted.add(agreed(codec, capability, video));
                }
            }
        }
        if (capabilities.retransmission()) {
            accepted.addAll(retransmissions(offered, accepted));
        }
        return accepted;
    }

    private static MediaCodec agreed(MediaCodec codec, CodecCapability capability, boolean video) {
        Set<String> feedback = new LinkedHashSet<>(video ? CodecCapability.VIDEO_ALWAYS : List.of());
        feedback.addAll(capability.feedbackAlways());
        for (String type : codec.feedback()) {
            if (capability.feedbackWhereOffered().contains(type)) {
                feedback.add(type);
            }
        }
        String parameters = capability.parameters() == null ? codec.parameters() : capability.parameters();
        return new MediaCodec(
                codec.payloadType(),
                codec.name(),
                codec.clockRate(),
                codec.channels(),
                parameters,
                List.copyOf(feedback));
    }

    private static List<MediaCodec> retransmissions(List<MediaCodec> offered, List<MediaCodec> accepted) {
        List<MediaCodec> found = new ArrayList<>();
        for (MediaCodec codec : offered) {
            if (codec.name().equalsIgnoreCase("rtx")
                    && accepted.stream().anyMatch(main -> repeats(codec, main.payloadType()))) {
                found.add(new MediaCodec(
                        codec.payloadType(),
                        codec.name(),
                        codec.clockRate(),
                        codec.channels(),
                        codec.parameters(),
                        List.of()));
            }
        }
        return found;
    }

    /** RFC 4588 section 8.1: {@code apt} names the payload type that is sent again. */
    private static boolean repeats(MediaCodec retransmission, int payloadType) {
        for (String parameter : retransmission.parameters().split(";", -1)) {
            if (parameter.trim().equals("apt=" + payloadType)) {
                return true;
            }
        }
        return false;
    }
}
