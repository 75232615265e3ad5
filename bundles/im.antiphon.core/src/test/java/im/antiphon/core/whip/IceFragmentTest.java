// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.whip;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.testkit.Corpus;
import im.antiphon.testkit.Mutations;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class IceFragmentTest {
    @Test
    void credentialsAndCandidatesAreFoundWhereverTheyStand() {
        IceFragment fragment = Objects.requireNonNull(IceFragment.parse(
                "m=audio 9 RTP/AVP 0\na=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\na=ice-ufrag:one\r\na=ice-ufrag:two\r\n"
                        + "a=ice-pwd:secret\r\n\r\na=end-of-candidates\r\n"));
        assertThat(fragment.ufrag()).isEqualTo("one");
        assertThat(fragment.password()).isEqualTo("secret");
        assertThat(fragment.candidates()).containsExactly("1 1 udp 1 192.0.2.1 9 typ host");
        assertThat(fragment.ended()).isTrue();
    }

    @Test
    void linesOfAnotherFormAreRefused() {
        for (String text : new String[] {"hello", "a", "=a", "A=b", " a=b", "a =b"}) {
            assertThat(IceFragment.parse(text)).as(text).isNull();
        }
    }

    @Test
    void damagedFragmentsAreReadOrRefusedButNeverThrow() {
        Mutations.forEach(Corpus.load("ice-fragment"), 20_261_122L, 50_000, bytes -> {
            IceFragment fragment = IceFragment.parse(new String(bytes, StandardCharsets.UTF_8));
            if (fragment != null) {
                assertThat(fragment.candidates()).hasSizeLessThanOrEqualTo(128);
            }
        });
    }
}
