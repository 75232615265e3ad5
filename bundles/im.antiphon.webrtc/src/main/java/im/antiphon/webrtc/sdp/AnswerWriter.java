// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts what was negotiated into a description. */
final class AnswerWriter {
    private static final String NOWHERE = "IN IP4 0.0.0.0";
    /** The discard port: the address is found by ICE (RFC 8840 section 4.1.1). */
    private static final int ANY_PORT = 9;

    private final SessionDescription offer;
    private final LocalTransport local;
    private final SetupRole setup;

    private AnswerWriter(SessionDescription offer, LocalTransport local, SetupRole setup) {
        this.offer = offer;
        this.local = local;
        this.setup = setup;
    }

    static SessionDescription describe(
            SessionDescription offer,
            LocalTransport local,
            List<NegotiatedSection> sections,
            @Nullable RemoteTransport remote) {
        AnswerWriter writer = new AnswerWriter(offer, local, remote == null ? local.setup() : remote.localSetup());
        List<String> bundle = offer.bundle().stream()
                .filter(mid -> sections.stream()
                        .anyMatch(
                                section -> !section.rejected() && section.mid().equals(mid)))
                .toList();
        String tagged = bundle.isEmpty() ? null : bundle.get(0);
        List<MediaDescription> media = new ArrayList<>();
        for (NegotiatedSection section : sections) {
            media.add(
                    section.rejected()
                            ? writer.refused(section)
                            : writer.accepted(section, tagged == null || tagged.equals(section.mid())));
        }
        return new SessionDescription(
                Origin.of(local.sessionId(), local.sessionVersion()), "-", writer.session(bundle), media);
    }

    private List<SdpAttribute> session(List<String> bundle) {
        List<SdpAttribute> attributes = new ArrayList<>();
        if (!bundle.isEmpty()) {
            attributes.add(SdpAttribute.of("group", "BUNDLE " + String.join(" ", bundle)));
        }
        if (local.iceLite()) {
            attributes.add(SdpAttribute.flag("ice-lite"));
        }
        if (offer.has("extmap-allow-mixed")) {
            attributes.add(SdpAttribute.flag("extmap-allow-mixed"));
        }
        attributes.add(SdpAttribute.of("msid-semantic", "WMS *"));
        return attributes;
    }

    /** RFC 3264 section 6: port 0, and a format because the grammar wants one. */
    private MediaDescription refused(NegotiatedSection section) {
        MediaDescription offered = offer.media().get(section.index());
        List<SdpAttribute> attributes = new ArrayList<>();
        if (offered.mid() != null) {
            attributes.add(SdpAttribute.of("mid", section.mid()));
        }
        attributes.add(SdpAttribute.flag(MediaDirection.INACTIVE.label()));
        return new MediaDescription(
                offered.kind(), 0, offered.protocol(), offered.formats(), NOWHERE, List.of(), attributes);
    }

    private MediaDescription accepted(NegotiatedSection section, boolean tagged) {
        MediaDescription offered = offer.media().get(section.index());
        List<SdpAttribute> attributes = new ArrayList<>();
        if (offered.mid() != null) {
            attributes.add(SdpAttribute.of("mid", section.mid()));
        }
        transport(attributes, tagged);
        for (ExtensionMapping extension : section.extensions()) {
            String direction = extension.direction() == null
                    ? ""
                    : "/" + extension.direction().label();
            attributes.add(SdpAttribute.of("extmap", extension.id() + direction + " " + extension.uri()));
        }
        if (offered.has("extmap-allow-mixed")) {
            attributes.add(SdpAttribute.flag("extmap-allow-mixed"));
        }
        attributes.add(SdpAttribute.flag(section.direction().label()));
        attributes.add(SdpAttribute.flag("rtcp-mux"));
        if (offered.has("rtcp-rsize")) {
            attributes.add(SdpAttribute.flag("rtcp-rsize"));
        }
        section.codecs().forEach(codec -> codec(attributes, codec));
        if (section.outgoing() != null) {
            outgoing(attributes, section.outgoing());
        }
        List<String> formats = section.codecs().stream()
                .map(codec -> String.valueOf(codec.payloadType()))
                .toList();
        return new MediaDescription(
                offered.kind(), ANY_PORT, offered.protocol(), formats, NOWHERE, List.of(), attributes);
    }

    /**
     * Credentials stand in every section, as all browsers write them; candidates in the tagged one only, where RFC 8843
     * section 7.3.3 wants them.
     */
    private void transport(List<SdpAttribute> attributes, boolean tagged) {
        attributes.add(SdpAttribute.of("ice-ufrag", local.ufrag()));
        attributes.add(SdpAttribute.of("ice-pwd", local.password()));
        attributes.add(SdpAttribute.of("ice-options", "trickle"));
        attributes.add(SdpAttribute.of("fingerprint", local.fingerprint()));
        attributes.add(SdpAttribute.of("setup", setup.label()));
        if (tagged) {
            local.candidates().forEach(candidate -> attributes.add(SdpAttribute.of("candidate", candidate)));
            if (local.endOfCandidates()) {
                attributes.add(SdpAttribute.flag("end-of-candidates"));
            }
        }
    }

    private static void codec(List<SdpAttribute> attributes, MediaCodec codec) {
        String channels = codec.channels() > 1 ? "/" + codec.channels() : "";
        attributes.add(SdpAttribute.of(
                "rtpmap", codec.payloadType() + " " + codec.name() + "/" + codec.clockRate() + channels));
        if (!codec.parameters().isEmpty()) {
            attributes.add(SdpAttribute.of("fmtp", codec.payloadType() + " " + codec.parameters()));
        }
        for (String type : codec.feedback()) {
            attributes.add(SdpAttribute.of("rtcp-fb", codec.payloadType() + " " + type));
        }
    }

    private static void outgoing(List<SdpAttribute> attributes, OutgoingTrack track) {
        String msid = track.streamId() + " " + track.trackId();
        String ssrc = Integer.toUnsignedString(track.ssrc());
        attributes.add(SdpAttribute.of("msid", msid));
        attributes.add(SdpAttribute.of("ssrc", ssrc + " cname:" + track.cname()));
        attributes.add(SdpAttribute.of("ssrc", ssrc + " msid:" + msid));
    }
}
