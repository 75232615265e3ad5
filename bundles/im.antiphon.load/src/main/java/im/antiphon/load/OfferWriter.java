// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

import im.antiphon.rtp.HeaderExtension;
import im.antiphon.webrtc.ice.IceCandidate;
import im.antiphon.webrtc.ice.IceCredentials;
import im.antiphon.webrtc.sdp.MediaDescription;
import im.antiphon.webrtc.sdp.MediaDirection;
import im.antiphon.webrtc.sdp.Origin;
import im.antiphon.webrtc.sdp.SdpAttribute;
import im.antiphon.webrtc.sdp.SessionDescription;
import im.antiphon.webrtc.sdp.SetupRole;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes a voice peer's offers, as a browser would: one bundle, Opus under 111, a mid per section counted from 0. */
final class OfferWriter {
    static final int PAYLOAD_TYPE = 111;
    private static final int MID_ID = 4;
    private static final int AUDIO_LEVEL_ID = 1;
    private static final int DISCARD_PORT = 9;
    private static final int HIGHEST_PREFERENCE = 65_535;

    private final long sessionId;
    private final String fingerprint;
    private final String cname;
    private final int ssrc;
    private long version;

    /** @param ssrc of what the sending section sends */
    OfferWriter(long sessionId, String fingerprint, String cname, int ssrc) {
        this.sessionId = sessionId;
        this.fingerprint = fingerprint;
        this.cname = cname;
        this.ssrc = ssrc;
    }

    /** The next offer of this peer. */
    String write(IceCredentials local, InetSocketAddress address, List<MediaDirection> sections) {
        List<MediaDescription> media = new ArrayList<>();
        for (int i = 0; i < sections.size(); i++) {
            media.add(section(String.valueOf(i), sections.get(i), local, address));
        }
        String mids = IntStream.range(0, sections.size())
                .mapToObj(String::valueOf)
                .collect(Collectors.joining(" ", "BUNDLE ", ""));
        List<SdpAttribute> session = List.of(
                SdpAttribute.of("group", mids),
                SdpAttribute.flag("extmap-allow-mixed"),
                SdpAttribute.of("msid-semantic", "WMS *"));
        version++;
        return new SessionDescription(Origin.of(sessionId, version), "-", session, media).write();
    }

    private MediaDescription section(
            String mid, MediaDirection direction, IceCredentials local, InetSocketAddress address) {
        List<SdpAttribute> lines = new ArrayList<>();
        lines.add(SdpAttribute.of("mid", mid));
        lines.add(SdpAttribute.of("ice-ufrag", local.ufrag()));
        lines.add(SdpAttribute.of("ice-pwd", local.password()));
        lines.add(SdpAttribute.of("ice-options", "trickle"));
        lines.add(SdpAttribute.of("fingerprint", fingerprint));
        lines.add(SdpAttribute.of("setup", SetupRole.ACTPASS.label()));
        if (!address.getAddress().isAnyLocalAddress()) {
            lines.add(SdpAttribute.of(
                    "candidate", IceCandidate.host(address, HIGHEST_PREFERENCE).attributeValue()));
        }
        lines.add(SdpAttribute.of("extmap", MID_ID + " " + HeaderExtension.MID.uri()));
        lines.add(SdpAttribute.of("extmap", AUDIO_LEVEL_ID + " " + HeaderExtension.AUDIO_LEVEL.uri()));
        lines.add(SdpAttribute.flag(direction.label()));
        lines.add(SdpAttribute.flag("rtcp-mux"));
        lines.add(SdpAttribute.flag("rtcp-rsize"));
        lines.add(SdpAttribute.of("rtpmap", PAYLOAD_TYPE + " opus/48000/2"));
        lines.add(SdpAttribute.of("fmtp", PAYLOAD_TYPE + " minptime=10;useinbandfec=1"));
        if (direction.sends()) {
            String source = Integer.toUnsignedString(ssrc);
            lines.add(SdpAttribute.of("msid", cname + " voice"));
            lines.add(SdpAttribute.of("ssrc", source + " cname:" + cname));
            lines.add(SdpAttribute.of("ssrc", source + " msid:" + cname + " voice"));
        }
        return new MediaDescription(
                "audio",
                DISCARD_PORT,
                "UDP/TLS/RTP/SAVPF",
                List.of(String.valueOf(PAYLOAD_TYPE)),
                "IN IP4 0.0.0.0",
                List.of(),
                lines);
    }
}
