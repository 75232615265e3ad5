// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.codec.CodecFormat;
import im.antiphon.api.media.MediaRole;
import im.antiphon.sfu.IncomingSection;
import im.antiphon.sfu.MediaKind;
import im.antiphon.sfu.OutgoingSection;
import im.antiphon.sfu.StreamCodec;
import im.antiphon.transport.media.MediaNegotiator.Negotiation;
import im.antiphon.webrtc.sdp.LocalTransport;
import im.antiphon.webrtc.sdp.MediaDescription;
import im.antiphon.webrtc.sdp.MediaDirection;
import im.antiphon.webrtc.sdp.NegotiatedSection;
import im.antiphon.webrtc.sdp.SessionDescription;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaNegotiatorTest {
    private static final LocalTransport LOCAL = LocalTransport.lite(
            7, "srvr", "serverserverserverserver", "sha-256 AA:BB", List.of("1 1 udp 1 192.0.2.1 8443 typ host"));
    private static final List<CodecFormat> AUDIO = List.of(
            new CodecFormat("opus", 48_000, 2, -1, Map.of("useinbandfec", "1")),
            new CodecFormat("PCMU", 8_000, 1, 0, Map.of()));
    private static final StreamCodec OPUS = new StreamCodec("OPUS", 48_000, "");

    private final LocalDescription ours = new LocalDescription(1, () -> 1000);

    private Negotiation negotiate(String name, MediaRole role) {
        return negotiate(SessionDescription.parse(Offers.text(name)), role);
    }

    private Negotiation negotiate(SessionDescription offer, MediaRole role) {
        return MediaNegotiator.negotiate(offer, LOCAL, role, AUDIO, ours::track);
    }

    @ParameterizedTest
    @ValueSource(strings = {"chromium-audio-video", "firefox-audio-video", "obs-whip"})
    void everyVideoLineOfferedIsAnsweredWithNackAndFullIntraRequest(String name) {
        Negotiation negotiation = negotiate(name, MediaRole.PUBLISHER);
        MediaDescription video = negotiation.answer().description().media().get(1);
        assertThat(video.kind()).isEqualTo("video");
        assertThat(video.isStopped()).isFalse();
        assertThat(video.codecs()).isNotEmpty().allSatisfy(codec -> assertThat(codec.feedback())
                .contains("nack", "ccm fir", "nack pli"));
        // What we do not do: repair streams, transport-wide feedback.
        assertThat(video.codecs()).noneMatch(codec -> codec.name().equalsIgnoreCase("rtx"));
        assertThat(video.codecs()).noneMatch(codec -> codec.feedback().contains("transport-cc"));
    }

    @Test
    void streamsOfOneH264VariantAreTheSameCodecWhateverTheirNumbers() {
        IncomingSection chromium = negotiate("chromium-audio-video", MediaRole.PUBLISHER)
                .incoming()
                .get(1);
        OutgoingSection firefox =
                negotiate("firefox-audio-video", MediaRole.LISTENER).outgoing().get(1);

        // Baseline, packetization mode 1: 102 and 108 of Chromium are 126 of Firefox; mode 0: 104 and 114 are 97.
        assertThat(firefox.payloadTypes()).containsEntry(codec(chromium, 102), 126);
        assertThat(firefox.payloadTypes()).containsEntry(codec(chromium, 108), 126);
        assertThat(firefox.payloadTypes()).containsEntry(codec(chromium, 104), 97);
        assertThat(firefox.payloadTypes()).containsEntry(codec(chromium, 114), 97);
        // Main profile is not offered by Firefox.
        assertThat(firefox.payloadTypes()).doesNotContainKey(codec(chromium, 116));
        assertThat(firefox.payloadTypes()).containsEntry(codec(chromium, 96), 120);
    }

    private static StreamCodec codec(IncomingSection section, int payloadType) {
        StreamCodec codec = section.codecs().get(payloadType);
        assertThat(codec).as("payload type " + payloadType).isNotNull();
        return codec;
    }

    @Test
    void headerExtensionsKeepTheOfferersNumbers() {
        Negotiation chromium = negotiate("chromium-audio-video", MediaRole.PARTICIPANT);
        IncomingSection microphone = chromium.incoming().get(0);
        assertThat(microphone.audioLevelId()).isEqualTo(1);
        assertThat(microphone.midId()).isEqualTo(4);
        OutgoingSection slot = chromium.outgoing().get(0);
        assertThat(slot.audioLevelId()).isEqualTo(1);
        assertThat(slot.absoluteSendTimeId()).isEqualTo(2);

        Negotiation firefox = negotiate("firefox-audio-video", MediaRole.PARTICIPANT);
        assertThat(firefox.incoming().get(0).audioLevelId()).isEqualTo(1);
        assertThat(firefox.incoming().get(0).midId()).isEqualTo(3);
        assertThat(firefox.outgoing().get(0).absoluteSendTimeId()).isZero();
        assertThat(firefox.outgoing().get(1).absoluteSendTimeId()).isEqualTo(4);

        // OBS offers none.
        IncomingSection obs =
                negotiate("obs-whip", MediaRole.PUBLISHER).incoming().get(0);
        assertThat(obs.audioLevelId()).isZero();
        assertThat(obs.midId()).isZero();
    }

    @Test
    void anExtensionThatTheOneByteFormCannotWriteIsNotUsed() {
        String offer = Offers.text("chromium-audio").replace("a=extmap:1 ", "a=extmap:20 ");
        Negotiation negotiation = negotiate(SessionDescription.parse(offer), MediaRole.PARTICIPANT);
        assertThat(negotiation.outgoing().get(0).audioLevelId()).isZero();
    }

    @Test
    void sourcesAreThoseAnnouncedWithoutTheirRepairStreams() {
        IncomingSection video =
                negotiate("firefox-audio-video", MediaRole.PUBLISHER).incoming().get(1);
        assertThat(video.kind()).isEqualTo(MediaKind.VIDEO);
        assertThat(video.ssrcs()).containsExactly((int) 2_671_983_345L);
    }

    @ParameterizedTest
    @EnumSource(MediaRole.class)
    void whoMayDoBothMayDoWhatTheRoleAllows(MediaRole role) {
        Negotiation negotiation = negotiate("chromium-audio", role);
        NegotiatedSection section = negotiation.answer().sections().get(0);
        assertThat(section.direction())
                .isEqualTo(
                        switch (role) {
                            case PARTICIPANT -> MediaDirection.SENDRECV;
                            case PUBLISHER -> MediaDirection.RECVONLY;
                            case LISTENER -> MediaDirection.SENDONLY;
                        });
        assertThat(negotiation.incoming()).hasSize(role == MediaRole.LISTENER ? 0 : 1);
        assertThat(negotiation.outgoing()).hasSize(role == MediaRole.PUBLISHER ? 0 : 1);
        assertThat(negotiation.answer().transport()).isNotNull();
    }

    @Test
    void aSectionThatOnlySendsIsNothingForAListener() {
        Negotiation negotiation = negotiate("obs-whip", MediaRole.LISTENER);
        assertThat(negotiation.incoming()).isEmpty();
        assertThat(negotiation.outgoing()).isEmpty();
        assertThat(negotiation.answer().sections())
                .allMatch(section -> section.rejected() || section.direction() == MediaDirection.INACTIVE);
    }

    @Test
    void everyReceivingSectionHasAStreamOfItsOwnThatStays() {
        LocalDescription stable = new LocalDescription(1, new AtomicInteger(5)::getAndIncrement);
        SessionDescription offer = SessionDescription.parse(Offers.text("chromium-audio-3-recvonly"));
        List<Integer> first =
                ssrcs(MediaNegotiator.negotiate(offer, LOCAL, MediaRole.PARTICIPANT, AUDIO, stable::track));
        List<Integer> again =
                ssrcs(MediaNegotiator.negotiate(offer, LOCAL, MediaRole.PARTICIPANT, AUDIO, stable::track));
        assertThat(first).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(3).isEqualTo(again);
    }

    @Test
    void aSectionThatIsGoneFromTheOfferLeavesNothingBehind() {
        LocalDescription local = new LocalDescription(1, new AtomicInteger(5)::getAndIncrement);
        SessionDescription offer = SessionDescription.parse(Offers.text("chromium-audio-3-recvonly"));
        List<Integer> before =
                ssrcs(MediaNegotiator.negotiate(offer, LOCAL, MediaRole.PARTICIPANT, AUDIO, local::track));
        local.retain(offer.media().subList(0, 2)); // the microphone and one receiver
        List<Integer> after =
                ssrcs(MediaNegotiator.negotiate(offer, LOCAL, MediaRole.PARTICIPANT, AUDIO, local::track));
        assertThat(after.get(0)).isEqualTo(before.get(0));
        assertThat(after.subList(1, after.size())).doesNotContainAnyElementsOf(before);
    }

    private static List<Integer> ssrcs(Negotiation negotiation) {
        return negotiation.outgoing().stream().map(OutgoingSection::ssrc).toList();
    }

    @Test
    void audioIsWhatTheCodecsOfferInTheirOrder() {
        Negotiation negotiation = negotiate("chromium-audio", MediaRole.PARTICIPANT);
        assertThat(negotiation.answer().sections().get(0).codecs())
                .extracting(codec -> codec.name() + "/" + codec.payloadType())
                .containsExactly("opus/111", "PCMU/0");
        assertThat(negotiation.outgoing().get(0).payloadTypes()).containsEntry(OPUS, 111);
    }
}
