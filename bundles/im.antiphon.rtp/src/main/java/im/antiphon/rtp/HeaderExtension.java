// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The header extension elements this server knows, by the URI that {@code a=extmap} negotiates (RFC 8285, section 5). */
public enum HeaderExtension {
    /** Which media section a packet belongs to (RFC 9143, section 15.2). */
    MID("urn:ietf:params:rtp-hdrext:sdes:mid"),
    /** How loud the packet is; see {@link AudioLevel}. */
    AUDIO_LEVEL("urn:ietf:params:rtp-hdrext:ssrc-audio-level"),
    /** How loud each contributing source is (RFC 6465). */
    MIXER_AUDIO_LEVEL("urn:ietf:params:rtp-hdrext:csrc-audio-level"),
    /** When the packet left; see {@link AbsoluteSendTime}. */
    ABS_SEND_TIME("http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"),
    /** Counts all packets of a transport; see {@link TransportSequenceNumber}. */
    TRANSPORT_CC("http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"),
    /** How long after its timestamp a packet left (RFC 5450). */
    TRANSMISSION_OFFSET("urn:ietf:params:rtp-hdrext:toffset"),
    /** Which layer of a simulcast a packet belongs to (RFC 8852). */
    RTP_STREAM_ID("urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"),
    /** Which layer a retransmission repairs (RFC 8852). */
    REPAIRED_RTP_STREAM_ID("urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id");

    private static final Map<String, HeaderExtension> BY_URI = new HashMap<>();

    static {
        for (HeaderExtension extension : values()) {
            BY_URI.put(extension.uri, extension);
        }
    }

    private final String uri;

    HeaderExtension(String uri) {
        this.uri = uri;
    }

    public String uri() {
        return uri;
    }

    /** The element of that URI, or null if it is none of ours. URIs are compared letter by letter. */
    public static @Nullable HeaderExtension forUri(String uri) {
        return BY_URI.get(uri);
    }
}
