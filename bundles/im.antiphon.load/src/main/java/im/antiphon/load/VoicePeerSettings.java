// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

import im.antiphon.webrtc.sdp.MediaDirection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What one peer offers and sends.
 *
 * @param senderId in every payload it sends, so that receivers can tell whose it is
 * @param sections an audio section each; only the first may send
 * @param payloadLength of each RTP packet, in bytes
 */
public record VoicePeerSettings(int senderId, List<MediaDirection> sections, int payloadLength) {
    /** 20 ms of Opus at 32 kbit/s. */
    public static final int DEFAULT_PAYLOAD_LENGTH = 80;
    /** The longest that fits a datagram with every header. */
    public static final int MAXIMUM_PAYLOAD_LENGTH = 1000;

    public VoicePeerSettings {
        sections = List.copyOf(sections);
        if (sections.isEmpty()) {
            throw new IllegalArgumentException("sections: none (expected: at least one)");
        }
        if (sections.stream().skip(1).anyMatch(MediaDirection::sends)) {
            throw new IllegalArgumentException("sections: " + sections + " (expected: only the first sends)");
        }
        if (payloadLength < VoicePayload.LENGTH || payloadLength > MAXIMUM_PAYLOAD_LENGTH) {
            throw new IllegalArgumentException("payloadLength: " + payloadLength + " (expected: " + VoicePayload.LENGTH
                    + ".." + MAXIMUM_PAYLOAD_LENGTH + ")");
        }
    }

    /** One sendonly section, as WHIP publishes. */
    public static VoicePeerSettings sending(int senderId) {
        return new VoicePeerSettings(senderId, List.of(MediaDirection.SENDONLY), DEFAULT_PAYLOAD_LENGTH);
    }

    /** That many recvonly sections, as WHEP listens. */
    public static VoicePeerSettings receiving(int sections) {
        return new VoicePeerSettings(0, Collections.nCopies(sections, MediaDirection.RECVONLY), DEFAULT_PAYLOAD_LENGTH);
    }

    /** One sendrecv section. */
    public static VoicePeerSettings talking(int senderId) {
        return new VoicePeerSettings(senderId, List.of(MediaDirection.SENDRECV), DEFAULT_PAYLOAD_LENGTH);
    }

    /** One section that sends and others that receive, as the call page has. */
    public static VoicePeerSettings meeting(int senderId, int receivingSections) {
        List<MediaDirection> sections = new ArrayList<>();
        sections.add(MediaDirection.SENDONLY);
        sections.addAll(Collections.nCopies(receivingSections, MediaDirection.RECVONLY));
        return new VoicePeerSettings(senderId, sections, DEFAULT_PAYLOAD_LENGTH);
    }
}
