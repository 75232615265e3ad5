// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import im.antiphon.api.codec.CodecFormat;
import im.antiphon.api.media.MediaRole;
import im.antiphon.sfu.IncomingSection;
import im.antiphon.sfu.MediaKind;
import im.antiphon.sfu.OutgoingSection;
import im.antiphon.sfu.StreamCodec;
import im.antiphon.webrtc.sdp.AnswerCapabilities;
import im.antiphon.webrtc.sdp.CodecCapability;
import im.antiphon.webrtc.sdp.LocalTransport;
import im.antiphon.webrtc.sdp.MediaCodec;
import im.antiphon.webrtc.sdp.MediaSource;
import im.antiphon.webrtc.sdp.NegotiatedSection;
import im.antiphon.webrtc.sdp.OutgoingTrack;
import im.antiphon.webrtc.sdp.SdpAnswer;
import im.antiphon.webrtc.sdp.SdpAnswerer;
import im.antiphon.webrtc.sdp.SectionDecision;
import im.antiphon.webrtc.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Turns an offer into an answer and into what the forwarding unit has to know of it. Pure; safe from any thread. */
final class MediaNegotiator {
    private static final List<String> VIDEO_CODECS = List.of("VP8", "VP9", "H264", "AV1");
    private static final List<String> AUDIO_EXTENSIONS = List.of(
            AnswerCapabilities.MID_URI, AnswerCapabilities.AUDIO_LEVEL_URI, AnswerCapabilities.ABS_SEND_TIME_URI);
    private static final List<String> VIDEO_EXTENSIONS =
            List.of(AnswerCapabilities.MID_URI, AnswerCapabilities.ABS_SEND_TIME_URI);

    private MediaNegotiator() {}

    /**
     * What was agreed.
     *
     * @param answer for the offerer
     * @param incoming what it publishes
     * @param outgoing what it listens to
     */
    record Negotiation(SdpAnswer answer, List<IncomingSection> incoming, List<OutgoingSection> outgoing) {}

    /** The streams we send, one for each section and the same whenever it is negotiated again. */
    interface Tracks {
        OutgoingTrack track(String mid, String kind);
    }

    static Negotiation negotiate(
            SessionDescription offer,
            LocalTransport local,
            MediaRole role,
            List<CodecFormat> audioCodecs,
            Tracks tracks) {
        SdpAnswerer answerer = new SdpAnswerer(capabilities(audioCodecs));
        SdpAnswer answer = answerer.answer(offer, local, section -> decide(section, role, tracks));
        List<IncomingSection> incoming = new ArrayList<>();
        List<OutgoingSection> outgoing = new ArrayList<>();
        for (NegotiatedSection section : answer.sections()) {
            if (section.rejected()) {
                continue;
            }
            MediaKind kind = kind(section);
            if (section.direction().receives()) {
                incoming.add(incoming(section, kind));
            }
            OutgoingTrack track = section.outgoing();
            if (section.direction().sends() && track != null) {
                outgoing.add(outgoing(section, kind, track));
            }
        }
        return new Negotiation(answer, incoming, outgoing);
    }

    private static AnswerCapabilities capabilities(List<CodecFormat> audioCodecs) {
        List<CodecCapability> audio = new ArrayList<>();
        for (CodecFormat format : audioCodecs) {
            String parameters = format.parameters().entrySet().stream()
                    .map(entry -> entry.getValue().isEmpty() ? entry.getKey() : entry.getKey() + "=" + entry.getValue())
                    .collect(Collectors.joining(";"));
            audio.add(CodecCapability.audio(
                    format.name(), format.clockRate(), format.channels(), parameters.isEmpty() ? null : parameters));
        }
        List<CodecCapability> video = VIDEO_CODECS.stream()
                .map(name -> CodecCapability.video(name).withFeedback(List.of("nack pli"), List.of("nack", "ccm fir")))
                .toList();
        return new AnswerCapabilities(audio, video, AUDIO_EXTENSIONS, VIDEO_EXTENSIONS, false);
    }

    private static SectionDecision decide(NegotiatedSection section, MediaRole role, Tracks tracks) {
        boolean receive = role != MediaRole.LISTENER && section.direction().receives();
        boolean send = role != MediaRole.PUBLISHER && section.direction().sends();
        if (!send) {
            return receive ? SectionDecision.receiveOnly() : SectionDecision.idle();
        }
        OutgoingTrack track = tracks.track(section.mid(), section.kind());
        return receive ? SectionDecision.both(track) : SectionDecision.sendOnly(track);
    }

    private static MediaKind kind(NegotiatedSection section) {
        return section.kind().equals("video") ? MediaKind.VIDEO : MediaKind.AUDIO;
    }

    private static IncomingSection incoming(NegotiatedSection section, MediaKind kind) {
        Map<Integer, StreamCodec> codecs = new HashMap<>();
        for (MediaCodec codec : section.codecs()) {
            codecs.put(codec.payloadType(), streamCodec(codec));
        }
        int[] ssrcs = section.sources().stream()
                .filter(source -> !source.repair())
                .mapToInt(MediaSource::ssrc)
                .toArray();
        return new IncomingSection(
                section.mid(),
                kind,
                codecs,
                ssrcs,
                extensionId(section, AnswerCapabilities.AUDIO_LEVEL_URI),
                extensionId(section, AnswerCapabilities.MID_URI));
    }

    private static OutgoingSection outgoing(NegotiatedSection section, MediaKind kind, OutgoingTrack track) {
        Map<StreamCodec, Integer> payloadTypes = new HashMap<>();
        for (MediaCodec codec : section.codecs()) {
            payloadTypes.putIfAbsent(streamCodec(codec), codec.payloadType());
        }
        return new OutgoingSection(
                section.mid(),
                kind,
                track.ssrc(),
                payloadTypes,
                extensionId(section, AnswerCapabilities.AUDIO_LEVEL_URI),
                extensionId(section, AnswerCapabilities.ABS_SEND_TIME_URI));
    }

    /** 0 where it was not agreed, or under a number the one-byte form cannot write. */
    private static int extensionId(NegotiatedSection section, String uri) {
        int id = section.extensionId(uri);
        return id >= 1 && id <= 14 ? id : 0;
    }

    private static StreamCodec streamCodec(MediaCodec codec) {
        String name = codec.name().toUpperCase(Locale.ROOT);
        return new StreamCodec(name, codec.clockRate(), name.equals("H264") ? h264Variant(codec.parameters()) : "");
    }

    /** What two H.264 streams must share to be the same bit stream to a decoder (RFC 6184, section 8.1). */
    private static String h264Variant(String parameters) {
        String mode = "0";
        String profile = "42";
        for (String parameter : parameters.toLowerCase(Locale.ROOT).split(";")) {
            String trimmed = parameter.trim();
            if (trimmed.startsWith("packetization-mode=")) {
                mode = trimmed.substring(19);
            } else if (trimmed.startsWith("profile-level-id=") && trimmed.length() >= 19) {
                profile = trimmed.substring(17, 19);
            }
        }
        return mode + "/" + profile;
    }
}
