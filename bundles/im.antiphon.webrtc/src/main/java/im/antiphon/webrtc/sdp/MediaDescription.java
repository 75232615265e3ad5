// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One media section: its {@code m=} line and what follows. What WebRTC uses has an accessor; everything else stays in
 * {@link #attributes}.
 *
 * @param kind {@code audio}, {@code video}, {@code application} or anything else
 * @param port 0 for a section that is refused, stopped or {@code bundle-only}
 * @param protocol such as {@code UDP/TLS/RTP/SAVPF}
 * @param formats payload types in order of preference, or what the protocol wants
 * @param connection the {@code c=} line's value, or null
 * @param bandwidths values of {@code b=} lines
 * @param attributes in the order written
 */
public record MediaDescription(
        String kind,
        int port,
        String protocol,
        List<String> formats,
        @Nullable String connection,
        List<String> bandwidths,
        List<SdpAttribute> attributes) {
    public MediaDescription {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0..65535)");
        }
        formats = List.copyOf(formats);
        bandwidths = List.copyOf(bandwidths);
        attributes = List.copyOf(attributes);
        if (formats.isEmpty()) {
            throw new IllegalArgumentException("formats: empty (expected: at least one)");
        }
        SdpText.requireWord("kind", kind);
        SdpText.requireWord("protocol", protocol);
        formats.forEach(format -> SdpText.requireWord("format", format));
        bandwidths.forEach(bandwidth -> SdpText.requirePlain("bandwidth", bandwidth));
        if (connection != null) {
            SdpText.requirePlain("connection", connection);
        }
    }

    /** Whether the line speaks RTP with feedback over DTLS-SRTP. */
    public boolean isSecureRtp() {
        return protocol.equals("UDP/TLS/RTP/SAVPF")
                || protocol.equals("TCP/TLS/RTP/SAVPF")
                || protocol.equals("RTP/SAVPF");
    }

    /** Whether its sender has refused or stopped it; a {@code bundle-only} section is not stopped. */
    public boolean isStopped() {
        return port == 0 && !has("bundle-only");
    }

    public boolean has(String name) {
        return AttributeReader.first(attributes, name) != null;
    }

    /** The first attribute of the name, its value; null where there is none. */
    public @Nullable String value(String name) {
        return AttributeReader.value(attributes, name);
    }

    /** Values of all attributes of the name. */
    public List<String> values(String name) {
        return AttributeReader.values(attributes, name);
    }

    /** The section's name (RFC 5888), or null. */
    public @Nullable String mid() {
        return value("mid");
    }

    /** The section's own direction, or null; {@link SessionDescription#direction} knows the default. */
    public @Nullable MediaDirection ownDirection() {
        return AttributeReader.direction(attributes);
    }

    public boolean multiplexesRtcp() {
        return has("rtcp-mux");
    }

    /** Payload types with what is known of them, in the order of the {@code m=} line; unknown ones are left out. */
    public List<MediaCodec> codecs() {
        return AttributeReader.codecs(this);
    }

    public List<ExtensionMapping> extensions() {
        return AttributeReader.extensions(attributes);
    }

    /** Sources announced by {@code a=ssrc}, in the order written. */
    public List<MediaSource> sources() {
        return AttributeReader.sources(attributes);
    }

    /** Candidates as they stand after {@code a=candidate:}. */
    public List<String> candidates() {
        return values("candidate");
    }
}
