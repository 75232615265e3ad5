// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gives attributes their meaning. An {@link SdpException} from here has no line; the reader adds it. */
final class AttributeReader {
    private AttributeReader() {}

    static @Nullable SdpAttribute first(List<SdpAttribute> attributes, String name) {
        for (SdpAttribute attribute : attributes) {
            if (attribute.name().equals(name)) {
                return attribute;
            }
        }
        return null;
    }

    static @Nullable String value(List<SdpAttribute> attributes, String name) {
        SdpAttribute attribute = first(attributes, name);
        return attribute == null ? null : attribute.value();
    }

    static List<String> values(List<SdpAttribute> attributes, String name) {
        List<String> values = new ArrayList<>();
        for (SdpAttribute attribute : attributes) {
            if (attribute.name().equals(name)) {
                values.add(attribute.text());
            }
        }
        return values;
    }

    static @Nullable MediaDirection direction(List<SdpAttribute> attributes) {
        for (SdpAttribute attribute : attributes) {
            MediaDirection direction = attribute.value() == null ? MediaDirection.forLabel(attribute.name()) : null;
            if (direction != null) {
                return direction;
            }
        }
        return null;
    }

    static List<String> bundle(List<SdpAttribute> attributes) {
        for (String group : values(attributes, "group")) {
            List<String> words = SdpText.words(group);
            if (!words.isEmpty() && words.get(0).equals("BUNDLE")) {
                return List.copyOf(new LinkedHashSet<>(words.subList(1, words.size())));
            }
        }
        return List.of();
    }

    static List<Fingerprint> fingerprints(List<SdpAttribute> attributes) {
        return values(attributes, "fingerprint").stream()
                .map(AttributeSyntax::fingerprint)
                .toList();
    }

    static List<ExtensionMapping> extensions(List<SdpAttribute> attributes) {
        return values(attributes, "extmap").stream()
                .map(AttributeSyntax::extension)
                .toList();
    }

    static List<MediaCodec> codecs(MediaDescription section) {
        Map<Integer, MediaCodec> known = new LinkedHashMap<>();
        for (String rtpmap : section.values("rtpmap")) {
            MediaCodec codec = AttributeSyntax.codec(rtpmap);
            known.putIfAbsent(codec.payloadType(), codec);
        }
        Map<Integer, String> parameters = parameters(section);
        Map<Integer, Set<String>> feedback = feedback(section);
        Set<String> everywhere = feedback.getOrDefault(AttributeSyntax.ANY_PAYLOAD_TYPE, Set.of());
        List<MediaCodec> codecs = new ArrayList<>();
        for (String format : new LinkedHashSet<>(section.formats())) {
            if (!SdpText.isDigits(format) || format.length() > 3) {
                continue;
            }
            int payloadType = Integer.parseInt(format);
            MediaCodec codec = known.get(payloadType);
            if (codec == null) {
                codec = AttributeSyntax.staticCodec(payloadType);
            }
            if (codec != null) {
                Set<String> all = new LinkedHashSet<>(everywhere);
                all.addAll(feedback.getOrDefault(payloadType, Set.of()));
                codecs.add(new MediaCodec(
                        payloadType,
                        codec.name(),
                        codec.clockRate(),
                        codec.channels(),
                        parameters.getOrDefault(payloadType, ""),
                        List.copyOf(all)));
            }
        }
        return codecs;
    }

    private static Map<Integer, String> parameters(MediaDescription section) {
        Map<Integer, String> parameters = new LinkedHashMap<>();
        for (String line : section.values("fmtp")) {
            int blank = line.indexOf(' ');
            String payloadType = blank < 0 ? line : line.substring(0, blank);
            if (blank > 0 && SdpText.isDigits(payloadType) && payloadType.length() <= 3) {
                parameters.putIfAbsent(
                        Integer.parseInt(payloadType), line.substring(blank + 1).trim());
            }
        }
        return parameters;
    }

    private static Map<Integer, Set<String>> feedback(MediaDescription section) {
        Map<Integer, Set<String>> feedback = new LinkedHashMap<>();
        for (String line : section.values("rtcp-fb")) {
            AttributeSyntax.Feedback one = AttributeSyntax.feedback(line);
            feedback.computeIfAbsent(one.payloadType(), key -> new LinkedHashSet<>())
                    .add(one.type());
        }
        return feedback;
    }

    static List<MediaSource> sources(List<SdpAttribute> attributes) {
        Set<Integer> repairs = repairs(attributes);
        String sectionMsid = value(attributes, "msid");
        Map<Integer, MediaSource> sources = new LinkedHashMap<>();
        for (String line : values(attributes, "ssrc")) {
            int ssrc = AttributeSyntax.ssrc(SdpText.words(line).get(0));
            MediaSource source = sources.get(ssrc);
            if (source == null) {
                source = withMsid(new MediaSource(ssrc, null, null, null, repairs.contains(ssrc)), sectionMsid);
            }
            int blank = line.indexOf(' ');
            String detail = blank < 0 ? "" : line.substring(blank + 1).trim();
            if (detail.startsWith("cname:")) {
                source = new MediaSource(
                        ssrc,
                        detail.substring("cname:".length()),
                        source.streamId(),
                        source.trackId(),
                        source.repair());
            } else if (detail.startsWith("msid:")) {
                source = withMsid(source, detail.substring("msid:".length()));
            }
            sources.put(ssrc, source);
        }
        return List.copyOf(sources.values());
    }

    private static MediaSource withMsid(MediaSource source, @Nullable String msid) {
        List<String> words = msid == null ? List.of() : SdpText.words(msid);
        if (words.isEmpty()) {
            return source;
        }
        // RFC 8830: "-" is a track of no stream
        String stream = words.get(0).equals("-") ? null : words.get(0);
        return new MediaSource(
                source.ssrc(), source.cname(), stream, words.size() > 1 ? words.get(1) : null, source.repair());
    }

    private static Set<Integer> repairs(List<SdpAttribute> attributes) {
        Set<Integer> repairs = new LinkedHashSet<>();
        for (String line : values(attributes, "ssrc-group")) {
            List<String> words = SdpText.words(line);
            if (words.get(0).equals("FID") || words.get(0).equals("FEC-FR")) {
                for (String ssrc : words.subList(Math.min(2, words.size()), words.size())) {
                    repairs.add(AttributeSyntax.ssrc(ssrc));
                }
            }
        }
        return repairs;
    }
}
