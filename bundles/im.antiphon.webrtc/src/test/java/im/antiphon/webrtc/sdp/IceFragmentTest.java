// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import im.antiphon.testkit.Corpus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class IceFragmentTest {
    private static IceFragment fragment(String name) {
        return Corpus.load("sdpfrag").samples().stream()
                .filter(sample -> sample.name().equals(name + ".sdpfrag"))
                .map(sample -> IceFragment.parse(new String(sample.bytes(), StandardCharsets.UTF_8)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void readsCandidatesByTheSectionTheyBelongTo() {
        IceFragment fragment = fragment("trickle");
        assertThat(fragment.ufrag()).isEqualTo("EsAw");
        assertThat(fragment.password()).isEqualTo("P2uYro0UCOQ4zxjKXaWCBui1");
        IceFragment.Section section = fragment.sections().get(0);
        assertThat(section.mid()).isEqualTo("0");
        assertThat(section.candidates()).hasSize(2).first().asString().startsWith("1387637174 1 udp");
        assertThat(section.endOfCandidates()).isTrue();
    }

    @Test
    void readsARestartWithoutCandidates() {
        IceFragment fragment = fragment("restart");
        assertThat(fragment.ufrag()).isEqualTo("ysXw");
        assertThat(fragment.iceLite()).isTrue();
        assertThat(fragment.sections()).isEmpty();
    }

    @Test
    void takesCandidatesThatStandBeforeAnySection() {
        IceFragment fragment = fragment("candidates-alone");
        assertThat(fragment.ufrag()).isNull();
        assertThat(fragment.sections())
                .containsExactly(new IceFragment.Section(
                        null, "audio", List.of("1 1 udp 2130706431 203.0.113.5 5000 typ host"), true));
    }

    @Test
    void refusesShortCredentials() {
        assertThatExceptionOfType(SdpException.class)
                .isThrownBy(() -> IceFragment.parse("a=ice-ufrag:ab\r\n"))
                .withMessage("line 1: ice-ufrag: 2 characters (expected: 4..256)");
    }

    @Test
    void holdsTheLimitOfLines() {
        assertThatExceptionOfType(SdpException.class)
                .isThrownBy(() -> IceFragment.parse("a=candidate:x\n".repeat(2_000)))
                .withMessageContaining("too many lines");
    }
}
