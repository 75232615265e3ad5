// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionDescriptionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "chromium-audio",
                "chromium-audio-video",
                "chromium-audio-3-recvonly",
                "chromium-audio-simulcast-datachannel",
                "firefox-audio-video",
                "safari-audio",
                "obs-whip",
                "load-generator",
                "plain-one-section"
            })
    void writesWhatItHasRead(String name) {
        SessionDescription read = Offers.offer(name);
        assertThat(SessionDescription.parse(read.write())).isEqualTo(read);
    }

    @Test
    void writesAChromiumOfferBackToTheLetter() {
        assertThat(Offers.offer("chromium-audio").write()).isEqualTo(Offers.text("chromium-audio"));
    }

    @Test
    void readsAnOpusSectionOfChromium() {
        MediaDescription audio = Offers.offer("chromium-audio").media().get(0);
        assertThat(audio.kind()).isEqualTo("audio");
        assertThat(audio.mid()).isEqualTo("0");
        assertThat(audio.isSecureRtp()).isTrue();
        assertThat(audio.multiplexesRtcp()).isTrue();
        assertThat(audio.codecs().get(0))
                .isEqualTo(
                        new MediaCodec(111, "opus", 48_000, 2, "minptime=10;useinbandfec=1", List.of("transport-cc")));
        assertThat(audio.extensions())
                .contains(new ExtensionMapping(4, null, AnswerCapabilities.MID_URI))
                .hasSize(4);
        assertThat(audio.candidates()).hasSize(4);
    }

    @Test
    void namesTheSourceTrackAndStream() {
        assertThat(Offers.offer("chromium-audio").media().get(0).sources())
                .containsExactly(new MediaSource(
                        (int) 4_176_990_239L,
                        "0zdP6kkU+0oqzhcw",
                        "92dd3b29-2ab3-4e7c-bffe-5537cbbe7cd8",
                        "1771ffa7-50f4-4afc-8ffe-1d59aa64a6c5",
                        false));
    }

    @Test
    void takesTheTrackFromTheSectionWhereTheSourceDoesNotNameIt() {
        MediaSource source =
                Offers.offer("firefox-audio-video").media().get(0).sources().get(0);
        assertThat(source.streamId()).isEqualTo("{0f8a1d2c-6a55-4c5f-9b59-0f0b2f7c9d01}");
        assertThat(source.cname()).isEqualTo("{c3a7e5b1-9ad3-4f7e-8d9c-1f3b5a7c9e11}");
    }

    @Test
    void tellsARepairStreamFromWhatItRepairs() {
        assertThat(Offers.offer("firefox-audio-video").media().get(1).sources())
                .extracting(MediaSource::repair)
                .containsExactly(false, true);
    }

    @Test
    void findsAtTheSessionLevelWhatASectionLeavesOut() {
        SessionDescription offer = Offers.offer("obs-whip");
        MediaDescription video = offer.media().get(1);
        assertThat(offer.value(video, "ice-ufrag")).isEqualTo("jkVF");
        assertThat(offer.fingerprints(video)).hasSize(1);
        assertThat(offer.setup(video)).isEqualTo(SetupRole.ACTPASS);
        assertThat(offer.direction(video)).isEqualTo(MediaDirection.SENDONLY);
        assertThat(offer.bundle()).containsExactly("0", "1");
    }

    @Test
    void knowsStaticPayloadTypesWithoutMap() {
        assertThat(Offers.offer("plain-one-section").media().get(0).codecs())
                .extracting(MediaCodec::name)
                .containsExactly("PCMA", "PCMU", "telephone-event");
    }

    @Test
    void sendsAndReceivesWhereNothingIsSaid() {
        SessionDescription offer = Offers.offer("plain-one-section");
        assertThat(offer.direction(offer.media().get(0))).isEqualTo(MediaDirection.SENDRECV);
    }

    @Test
    void spreadsWildcardFeedbackOverAllPayloadTypes() {
        MediaDescription section = Offers.audio("actpass", "a=rtcp-fb:* nack\r\na=rtcp-fb:111 transport-cc\r\n")
                .media()
                .get(0);
        assertThat(section.codecs().get(0).feedback()).containsExactlyInAnyOrder("nack", "transport-cc");
    }

    @Test
    void keepsWhatItDoesNotKnow() {
        MediaDescription section =
                Offers.audio("actpass", "a=x-unheard-of:some thing\r\n").media().get(0);
        assertThat(section.value("x-unheard-of")).isEqualTo("some thing");
    }

    @Test
    void tellsBundleOnlyFromStopped() {
        MediaDescription waiting = new MediaDescription(
                "audio",
                0,
                "UDP/TLS/RTP/SAVPF",
                List.of("0"),
                null,
                List.of(),
                List.of(SdpAttribute.flag("bundle-only")));
        MediaDescription stopped =
                new MediaDescription("audio", 0, "UDP/TLS/RTP/SAVPF", List.of("0"), null, List.of(), List.of());
        assertThat(waiting.isStopped()).isFalse();
        assertThat(stopped.isStopped()).isTrue();
    }
}
