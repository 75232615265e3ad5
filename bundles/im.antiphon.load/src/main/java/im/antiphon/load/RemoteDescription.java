// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

import im.antiphon.rtp.HeaderExtension;
import im.antiphon.webrtc.dtls.DtlsFingerprint;
import im.antiphon.webrtc.dtls.DtlsRole;
import im.antiphon.webrtc.ice.IceCandidate;
import im.antiphon.webrtc.ice.IceCredentials;
import im.antiphon.webrtc.sdp.ExtensionMapping;
import im.antiphon.webrtc.sdp.Fingerprint;
import im.antiphon.webrtc.sdp.MediaCodec;
import im.antiphon.webrtc.sdp.MediaDescription;
import im.antiphon.webrtc.sdp.MediaDirection;
import im.antiphon.webrtc.sdp.MediaSource;
import im.antiphon.webrtc.sdp.SessionDescription;
import im.antiphon.webrtc.sdp.SetupRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An answer, as far as a voice peer cares.
 *
 * @param candidates of all sections
 * @param sections in the order of the offer
 */
record RemoteDescription(
        IceCredentials credentials,
        List<IceCandidate> candidates,
        DtlsFingerprint fingerprint,
        DtlsRole localRole,
        List<Section> sections) {
    /**
     * What was agreed for one section.
     *
     * @param mid or null
     * @param direction as the answerer sees it; inactive where it refused
     * @param opusPayloadType -1 where there is none
     * @param ssrcs announced
     */
    record Section(
            @Nullable String mid,
            MediaDirection direction,
            int opusPayloadType,
            List<ExtensionMapping> extensions,
            List<Integer> ssrcs) {
        /** The number of a header extension, or 0. */
        int extensionId(HeaderExtension extension) {
            return extensions.stream()
                    .filter(mapping -> mapping.uri().equals(extension.uri()))
                    .mapToInt(ExtensionMapping::id)
                    .findFirst()
                    .orElse(0);
        }
    }

    /** A server that names more is not asked for the others. */
    private static final int MOST_CANDIDATES = 64;

    /** @throws VoicePeerException where the answer cannot be worked with */
    static RemoteDescription of(SessionDescription answer) {
        MediaDescription transport = answer.media().stream()
                .filter(section -> !section.isStopped() && answer.value(section, "ice-ufrag") != null)
                .findFirst()
                .orElseThrow(() -> new VoicePeerException("answer: no section was accepted"));
        return new RemoteDescription(
                credentials(answer, transport),
                candidates(answer.media().stream().flatMap(section -> section.candidates().stream())),
                fingerprint(answer, transport),
                answer.setup(transport) == SetupRole.ACTIVE ? DtlsRole.SERVER : DtlsRole.CLIENT,
                answer.media().stream().map(section -> section(answer, section)).toList());
    }

    static IceCredentials credentials(@Nullable String ufrag, @Nullable String password) {
        if (ufrag == null
                || password == null
                || !IceCredentials.isUfrag(ufrag)
                || !IceCredentials.isPassword(password)) {
            throw new VoicePeerException("answer: ice-ufrag or ice-pwd is not as it should be");
        }
        return new IceCredentials(ufrag, password);
    }

    static List<IceCandidate> candidates(Stream<String> values) {
        return values.flatMap(value -> IceCandidate.parse(value).stream())
                .distinct()
                .limit(MOST_CANDIDATES)
                .toList();
    }

    private static IceCredentials credentials(SessionDescription answer, MediaDescription section) {
        return credentials(answer.value(section, "ice-ufrag"), answer.value(section, "ice-pwd"));
    }

    private static DtlsFingerprint fingerprint(SessionDescription answer, MediaDescription section) {
        List<DtlsFingerprint> known = new ArrayList<>();
        for (Fingerprint offered : answer.fingerprints(section)) {
            DtlsFingerprint parsed = DtlsFingerprint.parse(offered.algorithm(), offered.value());
            if (parsed != null) {
                known.add(parsed);
            }
        }
        if (known.isEmpty()) {
            throw new VoicePeerException("answer: no fingerprint that we know");
        }
        return known.get(0);
    }

    private static Section section(SessionDescription answer, MediaDescription section) {
        int opus = section.codecs().stream()
                .filter(codec -> codec.is("opus", 48_000, 2))
                .mapToInt(MediaCodec::payloadType)
                .findFirst()
                .orElse(-1);
        return new Section(
                section.mid(),
                section.isStopped() ? MediaDirection.INACTIVE : answer.direction(section),
                opus,
                section.extensions(),
                section.sources().stream().map(MediaSource::ssrc).toList());
    }

    /** The mid of the section that announced a source, or null. */
    @Nullable
    String midOf(int ssrc) {
        return sections.stream()
                .filter(section -> section.ssrcs().contains(ssrc))
                .map(Section::mid)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    RemoteDescription with(IceCredentials newCredentials, List<IceCandidate> newCandidates) {
        return new RemoteDescription(
                newCredentials, newCandidates.isEmpty() ? candidates : newCandidates, fingerprint, localRole, sections);
    }
}
