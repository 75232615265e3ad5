// SPDX-License-Identifier: Apache-2.0
package im.antiphon.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CorpusTest {
    @Test
    void readsBinaryAndHexFilesInTheOrderOfTheirNames() {
        Corpus corpus = Corpus.load("example");
        assertThat(corpus.samples()).extracting(Corpus.Sample::name).containsExactly("a.bin", "b.hex#1", "b.hex#2");
        assertThat(corpus.samples().get(0).bytes()).containsExactly(0x80, 0, 1);
        assertThat(corpus.samples().get(1).bytes()).containsExactly(1, 2, 3);
        assertThat(corpus.samples().get(2).bytes()).containsExactly(0xff);
    }

    @Test
    void saysWhichFolderIsMissing() {
        assertThatThrownBy(() -> Corpus.load("absent"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("corpus/absent");
    }
}
