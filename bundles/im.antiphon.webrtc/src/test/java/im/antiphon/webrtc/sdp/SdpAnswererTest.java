// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SdpAnswererTest {
    @Test
    void answersChromiumsMicrophoneWithOpus() {
        SdpAnswer answer = Offers.answer("chromium-audio");
        MediaDescription audio = answer.description().media().get(0);
        assertThat(audio.formats()).containsExactly("111", "0", "8");
        assertThat(audio.mid()).isEqualTo("0");
        assertThat(audio.ownDirection()).isEqualTo(MediaDirection.SENDRECV);
        assertThat(audio.value("setup")).isEqualTo("passive");
        assertThat(audio.value("ice-ufrag")).isEqualTo("srvr");
        assertThat(audio.value("fingerprint")).isEqualTo("sha-256 AA:BB:CC");
        assertThat(audio.candidates()).hasSize(1);
        assertThat(audio.has("end-of-candidates")).isTrue();
        assertThat(audio.multiplexesRtcp()).isTrue();
        assertThat(audio.values("extmap")).hasSize(4);
        assertThat(audio.values("ssrc")).contains("4276993775 cname:antiphon", "4276993775 msid:stream track");
        assertThat(audio.value("msid")).isEqualTo("stream track");
        assertThat(answer.description().has("ice-lite")).isTrue();
        assertThat(answer.description().has("extmap-allow-mixed")).isTrue();
        assertThat(answer.description().bundle()).containsExactly("0");
    }

    @Test
    void asksForAudioRetransmissionsThatChromiumDoesNotOffer() {
        MediaDescription audio =
                Offers.answer("chromium-audio").description().media().get(0);
        assertThat(audio.values("rtcp-fb")).containsExactly("111 nack", "111 transport-cc");
    }

    @Test
    void leavesAudioFeedbackOutWhereWeDoNotWantIt() {
        AnswerCapabilities quiet = new AnswerCapabilities(
                List.of(CodecCapability.audio("opus", 48_000, 2, null)), List.of(), List.of(), List.of(), false);
        MediaDescription audio = new SdpAnswerer(quiet)
                .answer(Offers.offer("chromium-audio"), Offers.LOCAL, section -> SectionDecision.receiveOnly())
                .description()
                .media()
                .get(0);
        assertThat(audio.values("rtcp-fb")).isEmpty();
        assertThat(audio.values("extmap")).isEmpty();
    }

    @Test
    void tellsWhoTheOffererIs() {
        RemoteTransport transport = Offers.transport(Offers.answer("chromium-audio"));
        assertThat(transport.ufrag()).isEqualTo("XKKF");
        assertThat(transport.password()).isEqualTo("i35HFYPL3LhXFktyisN/yUBf");
        assertThat(transport.fingerprints()).extracting(Fingerprint::algorithm).containsExactly("sha-256");
        assertThat(transport.trickle()).isTrue();
        assertThat(transport.iceLite()).isFalse();
        assertThat(transport.localSetup()).isEqualTo(SetupRole.PASSIVE);
    }

    @Test
    void answersVideoWithNackAndFirForEachPayloadType() {
        SdpAnswer answer = Offers.answer("chromium-audio-video");
        MediaDescription video = answer.description().media().get(1);
        assertThat(video.codecs())
                .isNotEmpty()
                .allSatisfy(codec -> assertThat(codec.feedback())
                        .contains("nack", "nack pli", "ccm fir", "goog-remb", "transport-cc"))
                .extracting(MediaCodec::name)
                .contains("VP8", "VP9", "H264", "AV1")
                .doesNotContain("rtx", "red", "ulpfec");
        assertThat(video.formats().get(0)).isEqualTo("96");
        assertThat(answer.sections().get(1).extensionId(AnswerCapabilities.AUDIO_LEVEL_URI))
                .isEqualTo(-1);
    }

    @Test
    void asksForFirOfAPublisherThatDoesNotOfferIt() {
        MediaDescription video = Offers.answer("obs-whip").description().media().get(1);
        assertThat(video.values("rtcp-fb")).contains("96 nack", "96 nack pli", "96 ccm fir", "96 goog-remb");
        assertThat(video.value("fmtp"))
                .isEqualTo("96 profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1");
    }

    @Test
    void acceptsRetransmissionPayloadTypesOnlyWhenAsked() {
        AnswerCapabilities plain = AnswerCapabilities.forwarding();
        AnswerCapabilities withRetransmission = new AnswerCapabilities(
                plain.audio(),
                List.of(CodecCapability.video("VP8")),
                plain.audioExtensions(),
                plain.videoExtensions(),
                true);
        MediaDescription video = new SdpAnswerer(withRetransmission)
                .answer(Offers.offer("firefox-audio-video"), Offers.LOCAL, s -> SectionDecision.receiveOnly())
                .description()
                .media()
                .get(1);
        assertThat(video.formats()).containsExactly("120", "124");
        assertThat(video.values("fmtp")).contains("124 apt=120");
    }

    @Test
    void refusesDataChannelsAndKeepsThePlaceOfEverySection() {
        SdpAnswer answer = Offers.answer("chromium-audio-simulcast-datachannel");
        MediaDescription data = answer.description().media().get(2);
        assertThat(data.port()).isZero();
        assertThat(data.mid()).isEqualTo("2");
        assertThat(data.formats()).containsExactly("webrtc-datachannel");
        assertThat(answer.sections().get(2).rejected()).isTrue();
        assertThat(answer.description().bundle()).containsExactly("0", "1");
    }

    @Test
    void doesNotAgreeToSimulcast() {
        MediaDescription video = Offers.answer("chromium-audio-simulcast-datachannel")
                .description()
                .media()
                .get(1);
        assertThat(video.has("simulcast")).isFalse();
        assertThat(video.has("rid")).isFalse();
        assertThat(video.ownDirection()).isEqualTo(MediaDirection.RECVONLY);
    }

    @Test
    void fillsThreeSlotsAndTakesTheMicrophone() {
        SdpAnswer answer = Offers.ANSWERER.answer(
                Offers.offer("chromium-audio-3-recvonly"),
                Offers.LOCAL,
                section -> section.direction().sends()
                        ? SectionDecision.sendOnly(new OutgoingTrack(section.index(), "c", "s", "t" + section.mid()))
                        : SectionDecision.receiveOnly());
        assertThat(answer.sections())
                .extracting(NegotiatedSection::direction)
                .containsExactly(
                        MediaDirection.RECVONLY,
                        MediaDirection.SENDONLY,
                        MediaDirection.SENDONLY,
                        MediaDirection.SENDONLY);
        assertThat(answer.sections().get(0).sources()).hasSize(1);
        assertThat(answer.sections().get(3).outgoing()).isEqualTo(new OutgoingTrack(3, "c", "s", "t3"));
        assertThat(answer.description().media())
                .filteredOn(section -> !section.candidates().isEmpty())
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "sendrecv, true,  true,  SENDRECV",
        "sendrecv, true,  false, RECVONLY",
        "sendrecv, false, true,  SENDONLY",
        "sendrecv, false, false, INACTIVE",
        "sendonly, true,  true,  RECVONLY",
        "sendonly, true,  false, RECVONLY",
        "sendonly, false, true,  INACTIVE",
        "sendonly, false, false, INACTIVE",
        "recvonly, true,  true,  SENDONLY",
        "recvonly, true,  false, INACTIVE",
        "recvonly, false, true,  SENDONLY",
        "recvonly, false, false, INACTIVE",
        "inactive, true,  true,  INACTIVE",
        "inactive, true,  false, INACTIVE",
        "inactive, false, true,  INACTIVE",
        "inactive, false, false, INACTIVE"
    })
    void doesNoMoreThanTheOfferAllows(String offered, boolean receive, boolean send, MediaDirection expected) {
        SdpAnswer answer = Offers.ANSWERER.answer(
                Offers.audio("actpass", "a=" + offered + "\r\n"),
                Offers.LOCAL,
                section -> new SectionDecision(true, receive, send ? Offers.TRACK : null));
        NegotiatedSection section = answer.sections().get(0);
        assertThat(section.direction()).isEqualTo(expected);
        assertThat(answer.description().media().get(0).ownDirection()).isEqualTo(expected);
        assertThat(section.outgoing() != null).isEqualTo(expected.sends());
    }

    @ParameterizedTest
    @CsvSource({
        "actpass, PASSIVE, PASSIVE",
        "actpass, ACTIVE,  ACTIVE",
        "active,  PASSIVE, PASSIVE",
        "active,  ACTIVE,  PASSIVE",
        "passive, PASSIVE, ACTIVE",
        "passive, ACTIVE,  ACTIVE"
    })
    void takesTheDtlsRoleTheOfferLeaves(String offered, SetupRole preferred, SetupRole expected) {
        LocalTransport local = new LocalTransport(
                1, 1, "srvr", "serverserverserverserver", false, "sha-256 AA", preferred, List.of(), false);
        SdpAnswer answer =
                Offers.ANSWERER.answer(Offers.audio(offered, ""), local, section -> SectionDecision.both(Offers.TRACK));
        assertThat(Offers.transport(answer).localSetup()).isEqualTo(expected);
        assertThat(answer.description().media().get(0).value("setup")).isEqualTo(expected.label());
    }

    @Test
    void acceptsOnlyTheFirstUsableSectionWithoutABundle() {
        String offer = Offers.audio("actpass", "", "").write().replace("a=group:BUNDLE 0 1\r\n", "");
        SdpAnswer answer = Offers.answer(SessionDescription.parse(offer));
        assertThat(answer.sections()).extracting(NegotiatedSection::rejected).containsExactly(false, true);
        assertThat(answer.description().bundle()).isEmpty();
    }

    @Test
    void refusesWhatIsOutsideTheBundle() {
        String offer = Offers.audio("actpass", "", "", "").write().replace("BUNDLE 0 1 2", "BUNDLE 0 2");
        SdpAnswer answer = Offers.answer(SessionDescription.parse(offer));
        assertThat(answer.sections()).extracting(NegotiatedSection::rejected).containsExactly(false, true, false);
        assertThat(answer.description().bundle()).containsExactly("0", "2");
    }

    @Test
    void refusesASectionWithoutANameBesideABundle() {
        String offer = Offers.audio("actpass", "", "").write().replace("a=mid:0\r\n", "");
        SdpAnswer answer = Offers.answer(SessionDescription.parse(offer));
        assertThat(answer.sections()).extracting(NegotiatedSection::rejected).containsExactly(true, false);
    }

    @Test
    void refusesASectionWithoutRtcpMux() {
        String offer = Offers.audio("actpass", "").write().replace("a=rtcp-mux\r\n", "");
        SdpAnswer answer = Offers.answer(SessionDescription.parse(offer));
        assertThat(answer.isEmpty()).isTrue();
        assertThat(answer.transport()).isNull();
        assertThat(answer.description().media().get(0).port()).isZero();
    }

    @Test
    void movesTheCandidatesToTheNextSectionWhenTheTaggedOneIsRefused() {
        SdpAnswer answer = Offers.ANSWERER.answer(
                Offers.audio("actpass", "", ""),
                Offers.LOCAL,
                section -> section.index() == 0 ? SectionDecision.reject() : SectionDecision.both(Offers.TRACK));
        assertThat(answer.description().bundle()).containsExactly("1");
        assertThat(answer.description().media().get(1).candidates()).hasSize(1);
        assertThat(Offers.transport(answer).ufrag()).isEqualTo("abcd");
    }

    @Test
    void acceptsBundleOnlySectionsButNotStoppedOnes() {
        String offer = Offers.audio("actpass", "", "a=bundle-only\r\n", "")
                .write()
                .replaceFirst("m=audio 9 (?=[^=]*=IN IP4 0.0.0.0\r\na=mid:1)", "m=audio 0 ")
                .replaceFirst("m=audio 9 (?=[^=]*=IN IP4 0.0.0.0\r\na=mid:2)", "m=audio 0 ");
        SdpAnswer answer = Offers.answer(SessionDescription.parse(offer));
        assertThat(answer.sections()).extracting(NegotiatedSection::rejected).containsExactly(false, false, true);
    }

    @Test
    void acceptsAGatewaysSectionThatHasNoName() {
        SdpAnswer answer = Offers.answer("plain-one-section");
        MediaDescription audio = answer.description().media().get(0);
        assertThat(audio.formats()).containsExactly("0", "8");
        assertThat(audio.mid()).isNull();
        assertThat(audio.value("setup")).isEqualTo("active");
        assertThat(answer.sections().get(0).mid()).isEqualTo("0");
        assertThat(Offers.transport(answer).trickle()).isFalse();
    }

    @Test
    void prefersItsOwnOrderOfCodecs() {
        String offer = Offers.audio("actpass", "").write().replace("SAVPF 111", "SAVPF 8 0 111");
        SdpAnswer answer = Offers.answer(SessionDescription.parse(offer));
        assertThat(answer.sections().get(0).codecs())
                .extracting(MediaCodec::payloadType)
                .containsExactly(111, 0, 8);
    }

    @Test
    void mirrorsTheDirectionOfAnExtension() {
        SdpAnswer answer = Offers.answer(
                Offers.audio("actpass", "a=extmap:3/sendonly " + AnswerCapabilities.AUDIO_LEVEL_URI + "\r\n"));
        assertThat(answer.description().media().get(0).values("extmap"))
                .containsExactly("3/recvonly " + AnswerCapabilities.AUDIO_LEVEL_URI);
    }

    @ParameterizedTest
    @CsvSource({"14, false, 14", "16, false, -1", "16, true, 16", "15, true, -1", "4096, true, -1"})
    void takesLargeExtensionNumbersOnlyWithTheTwoByteForm(int id, boolean mixed, int expected) {
        SdpAnswer answer = Offers.answer(Offers.audio(
                "actpass",
                "a=extmap:" + id + " " + AnswerCapabilities.MID_URI + "\r\n"
                        + (mixed ? "a=extmap-allow-mixed\r\n" : "")));
        assertThat(answer.sections().get(0).extensionId(AnswerCapabilities.MID_URI))
                .isEqualTo(expected);
    }

    @Test
    void asksThePolicyOnlyAboutWhatCanBeAccepted() {
        List<String> asked = new ArrayList<>();
        Offers.ANSWERER.answer(Offers.offer("chromium-audio-simulcast-datachannel"), Offers.LOCAL, section -> {
            asked.add(section.mid());
            return SectionDecision.idle();
        });
        assertThat(asked).containsExactly("0", "1");
    }

    @Test
    void answersTheNextOfferWithTheSameSessionAndALaterVersion() {
        SdpAnswer second = Offers.ANSWERER.answer(
                Offers.offer("chromium-audio"),
                Offers.LOCAL.withSessionVersion(2),
                section -> SectionDecision.both(Offers.TRACK));
        assertThat(second.description().origin().sessionId()).isEqualTo("7");
        assertThat(second.description().origin().sessionVersion()).isEqualTo("2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=ice-ufrag:abcd", "a=ice-pwd:abcdabcdabcdabcdabcdabcd", "a=fingerprint:sha-256 0A:0B"})
    void refusesAnOfferWithoutATransport(String missing) {
        SessionDescription offer =
                SessionDescription.parse(Offers.audio("actpass", "").write().replace(missing + "\r\n", ""));
        assertThatExceptionOfType(SdpException.class)
                .isThrownBy(() -> Offers.answer(offer))
                .withMessage("no ice-ufrag, ice-pwd and fingerprint");
    }

    @Test
    void refusesAnOfferThatHoldsTheConnection() {
        assertThatExceptionOfType(SdpException.class)
                .isThrownBy(() -> Offers.answer(Offers.audio("holdconn", "")))
                .withMessageContaining("holdconn");
    }

    @Test
    void refusesAnOfferOfNothing() {
        assertThatExceptionOfType(SdpException.class)
                .isThrownBy(
                        () -> Offers.answer(SessionDescription.parse("v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nt=0 0\n")))
                .withMessage("no media section");
    }

    @Test
    void answersTheLoadGeneratorsOffer() {
        SdpAnswer answer = Offers.answer("load-generator");
        assertThat(answer.sections())
                .extracting(NegotiatedSection::direction)
                .containsExactly(MediaDirection.RECVONLY, MediaDirection.SENDONLY);
        assertThat(answer.sections().get(0).sources().get(0).ssrc()).isEqualTo((int) 4_022_250_974L);
        assertThat(answer.sections().get(1).extensionId(AnswerCapabilities.AUDIO_LEVEL_URI))
                .isEqualTo(1);
    }
}
