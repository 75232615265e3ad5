// SPDX-License-Identifier: Apache-2.0
package im.antiphon.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class MutationsTest {
    private final Corpus corpus = Corpus.load("example");

    private List<String> inputs(long seed) {
        List<String> inputs = new ArrayList<>();
        Mutations.forEach(corpus, seed, 500, bytes -> inputs.add(Hex.format(bytes)));
        return inputs;
    }

    @Test
    void aSeedFixesTheInputs() {
        assertThat(inputs(1)).isEqualTo(inputs(1));
        assertThat(inputs(1)).isNotEqualTo(inputs(2));
    }

    @Test
    void startsWithTheSamplesThemselves() {
        assertThat(inputs(1)).hasSize(503).startsWith("800001", "010203", "ff");
    }

    @Test
    void varies() {
        assertThat(new HashSet<>(inputs(3))).hasSizeGreaterThan(300);
    }

    @Test
    void tellsSeedAndBytesOfAFailure() {
        IllegalStateException cause = new IllegalStateException("too long");
        assertThatThrownBy(() -> Mutations.forEach(corpus, 42, 1000, bytes -> {
                    if (bytes.length > 3) {
                        throw cause;
                    }
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching("example: seed 42 round \\d+ input [0-9a-f]{8,}")
                .hasCause(cause);
    }

    @Test
    void leavesTheCorpusAsItWas() {
        Mutations.forEach(corpus, 7, 1000, bytes -> Arrays.fill(bytes, (byte) 9));
        assertThat(corpus.samples().get(0).bytes()).containsExactly(0x80, 0, 1);
    }
}
