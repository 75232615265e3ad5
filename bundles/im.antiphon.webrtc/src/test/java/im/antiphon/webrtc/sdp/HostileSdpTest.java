// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostileSdpTest {
    private static final String HEAD = "v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nt=0 0\n";
    private static final String AUDIO = HEAD + "m=audio 9 UDP/TLS/RTP/SAVPF 111\n";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=1                                   | expected: v=0",
                "o=- 1 1 IN IP4 127.0.0.1              | expected: v=0",
                "garbage                               | expected: a letter and =",
                "V=0                                   | expected: a letter and ="
            })
    void namesWhatIsWrongAtTheStart(String text, String reason) {
        assertThatExceptionOfType(SdpException.class)
                .isThrownBy(() -> SessionDescription.parse(text))
                .withMessageStartingWith("line 1: ")
                .withMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "m=audio                                   | expected: kind, port, protocol, formats",
                "m=audio 9 UDP/TLS/RTP/SAVPF               | expected: kind, port, protocol, formats",
                "m=audio 65536 UDP/TLS/RTP/SAVPF 0         | port: 65536 (expected: 0..65535)",
                "m=audio -1 UDP/TLS/RTP/SAVPF 0            | port: -1",
                "m=audio 99999999999999999999 RTP/AVP 0    | port: 99999999999999999999",
                "a=rtpmap:128 opus/48000                   | rtpmap payload type: 128 (expected: 0..127)",
                "a=rtpmap:111 opus                         | expected: name/clock rate",
                "a=rtpmap:111 opus/0                       | clock rate: 0",
                "a=rtpmap:111 opus/48000/2/2               | expected: name/clock rate",
                "a=rtpmap:111                              | rtpmap",
                "a=extmap:0 urn:x                          | extmap id: 0",
                "a=extmap:1/sideways urn:x                 | expected: id[/direction]",
                "a=extmap:1                                | extmap",
                "a=rtcp-fb:200 nack                        | rtcp-fb payload type: 200",
                "a=rtcp-fb:111                             | rtcp-fb",
                "a=ssrc:4294967296 cname:x                 | ssrc: 4294967296 (expected: 0..4294967295)",
                "a=ssrc:                                   | ssrc",
                "a=ssrc-group:FID one two                  | ssrc: one",
                "a=setup:maybe                             | setup: maybe",
                "a=mid:two words                           | mid: two words",
                "a=mid:                                    | mid:",
                "a=ice-ufrag:abc                           | ice-ufrag: 3 characters (expected: 4..256)",
                "a=ice-pwd:short                           | ice-pwd: 5 characters",
                "a=fingerprint:sha-256                     | fingerprint",
                "a=fingerprint:sha-256 0G:00               | expected: hexadecimal octets",
                "a=fingerprint:sha-256 00:                 | expected: hexadecimal octets",
                "a=:value                                  | expected: a name",
                "o=- x 1 IN IP4 127.0.0.1                  | expected: name, id, version"
            })
    void namesTheLineAndWhatIsWrongWithIt(String line, String reason) {
        SdpException fault = catchThrowableOfType(
                SdpException.class, () -> SessionDescription.parse(AUDIO + line.strip() + "\na=sendrecv\n"));
        assertThat(fault).isNotNull();
        assertThat(fault.line()).isEqualTo(6);
        assertThat(fault.reason()).contains(reason);
    }

    @Test
    void refusesANameUsedTwice() {
        assertThatExceptionOfType(SdpException.class)
                .isThrownBy(
                        () -> SessionDescription.parse(AUDIO + "a=mid:0\nm=audio 9 UDP/TLS/RTP/SAVPF 111\na=mid:0\n"))
                .withMessage("line 8: mid: 0 (expected: used once)");
    }

    @Test
    void refusesADescriptionWithoutOrigin() {
        assertThatExceptionOfType(SdpException.class)
                .isThrownBy(() -> SessionDescription.parse("v=0\ns=-\n"))
                .withMessage("no o= line");
    }

    @Test
    void refusesEmptyText() {
        assertThatExceptionOfType(SdpException.class)
                .isThrownBy(() -> SessionDescription.parse(""))
                .withMessage("no o= line");
        assertThatExceptionOfType(SdpException.class)
                .isThrownBy(() -> SessionDescription.parse("\r\n\r\n"))
                .withMessage("no o= line");
    }

    @Test
    void refusesControlCharactersAndLoneCarriageReturns() {
        for (String value : new String[] {"a\u0000b", "a\rb", "a\u007fb", "a\u001bb"}) {
            assertThatExceptionOfType(SdpException.class)
                    .isThrownBy(() -> SessionDescription.parse(HEAD + "a=x:" + value + "\n"))
                    .withMessage("line 5: control characters (expected: none)");
        }
    }

    @Test
    void holdsItsLimits() {
        String line = "a=x:" + "y".repeat(SessionDescription.MAX_LINE_LENGTH);
        String attributes = "a=x\n".repeat(SessionDescription.MAX_LINES_PER_SECTION + 1);
        String sections = "m=audio 9 UDP/TLS/RTP/SAVPF 0\n".repeat(SessionDescription.MAX_SECTIONS + 1);
        String comments = "i=x\n".repeat(SessionDescription.MAX_LENGTH / 4 + 1);
        for (String tooMuch : new String[] {line, attributes, sections, comments}) {
            assertThatExceptionOfType(SdpException.class)
                    .isThrownBy(() -> SessionDescription.parse(HEAD + tooMuch))
                    .withMessageContaining("(expected: ");
        }
    }

    @Test
    void keepsAHostileValueOutOfItsMessage() {
        assertThatExceptionOfType(SdpException.class)
                .isThrownBy(() -> SessionDescription.parse(HEAD + "a=setup:" + "x".repeat(5_000) + "\n"))
                .satisfies(fault -> assertThat(fault.reason()).hasSizeLessThan(120));
    }

    @Test
    void writesNothingThatBreaksOutOfItsLine() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> SdpAttribute.of("msid", "a\r\na=sendrecv"));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> SdpAttribute.flag("a:b"));
    }
}
