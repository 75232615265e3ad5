// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SdpRoundTripTest {
    @Property
    void readsWhatItWrote(@ForAll("descriptions") SessionDescription description) {
        assertThat(SessionDescription.parse(description.write())).isEqualTo(description);
    }

    @Property
    void readsTheFragmentItWrote(@ForAll("fragments") IceFragment fragment) {
        assertThat(IceFragment.parse(fragment.write())).isEqualTo(fragment);
    }

    @Property
    void readsLinesEndedEitherWay(@ForAll("descriptions") SessionDescription description) {
        assertThat(SessionDescription.parse(description.write().replace("\r\n", "\n")))
                .isEqualTo(description);
    }

    @Provide
    Arbitrary<SessionDescription> descriptions() {
        Arbitrary<Origin> origins = Combinators.combine(
                        words(),
                        Arbitraries.longs().greaterOrEqual(0),
                        Arbitraries.longs().greaterOrEqual(0))
                .as((name, id, version) ->
                        new Origin(name, Long.toString(id), Long.toString(version), "IP4", "127.0.0.1"));
        return Combinators.combine(
                        origins,
                        text(),
                        attributes().list().ofMaxSize(6),
                        sections().list().ofMaxSize(5))
                .as(SessionDescription::new);
    }

    private static Arbitrary<MediaDescription> sections() {
        return Combinators.combine(
                        Arbitraries.of("audio", "video", "application", "x"),
                        Arbitraries.integers().between(0, 65_535),
                        Arbitraries.of("UDP/TLS/RTP/SAVPF", "UDP/DTLS/SCTP"),
                        words().list().ofMinSize(1).ofMaxSize(5),
                        Arbitraries.of("IN IP4 0.0.0.0", "IN IP6 ::1").injectNull(0.2),
                        Arbitraries.of("AS:64", "TIAS:64000").list().ofMaxSize(2),
                        attributes().list().ofMaxSize(10))
                .as(MediaDescription::new);
    }

    @Provide
    Arbitrary<IceFragment> fragments() {
        Arbitrary<IceFragment.Section> sections = Combinators.combine(
                        words().injectNull(0.2),
                        Arbitraries.of("audio", "video"),
                        text().list().ofMaxSize(4),
                        Arbitraries.of(true, false))
                .as(IceFragment.Section::new);
        return Combinators.combine(
                        Arbitraries.strings()
                                .alpha()
                                .numeric()
                                .ofMinLength(4)
                                .ofMaxLength(256)
                                .injectNull(0.2),
                        Arbitraries.strings()
                                .alpha()
                                .numeric()
                                .ofMinLength(22)
                                .ofMaxLength(256)
                                .injectNull(0.2),
                        Arbitraries.of(true, false),
                        sections.list().ofMaxSize(4))
                .as(IceFragment::new);
    }

    private static Arbitrary<SdpAttribute> attributes() {
        Arbitrary<SdpAttribute> unknown = Combinators.combine(
                        Arbitraries.strings()
                                .withCharRange('a', 'z')
                                .ofMinLength(1)
                                .ofMaxLength(8)
                                .map(s -> "x-" + s),
                        text().injectNull(0.3))
                .as(SdpAttribute::new);
        Arbitrary<SdpAttribute> known = Arbitraries.of(List.of(
                SdpAttribute.flag("sendonly"),
                SdpAttribute.flag("rtcp-mux"),
                SdpAttribute.of("rtpmap", "111 opus/48000/2"),
                SdpAttribute.of("fmtp", "111 minptime=10"),
                SdpAttribute.of("rtcp-fb", "* nack"),
                SdpAttribute.of("extmap", "1/recvonly urn:x y"),
                SdpAttribute.of("ssrc", "4294967295 cname:x"),
                SdpAttribute.of("setup", "actpass")));
        return Arbitraries.oneOf(unknown, known);
    }

    private static Arbitrary<String> words() {
        return Arbitraries.strings().withCharRange('!', '~').ofMinLength(1).ofMaxLength(12);
    }

    private static Arbitrary<String> text() {
        return Arbitraries.strings().withCharRange(' ', '~').withChars('ü', '語').ofMaxLength(40);
    }
}
