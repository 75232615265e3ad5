// SPDX-License-Identifier: Apache-2.0
package im.antiphon.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class HexTest {
    @Property
    void readsWhatItWrites(@ForAll byte[] bytes) {
        assertThat(Hex.parse(Hex.format(bytes))).isEqualTo(bytes);
    }

    @Test
    void skipsSpaceColonsAndRemarks() {
        assertThat(Hex.parse("# head\n0A:0b 0c # tail 99\n 0d")).containsExactly(10, 11, 12, 13);
    }

    @Test
    void refusesHalfAByteAndOtherLetters() {
        assertThatThrownBy(() -> Hex.parse("123")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Hex.parse("zz")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void formatsAPart() {
        assertThat(Hex.format(new byte[] {1, 2, 3, 4}, 1, 2)).isEqualTo("0203");
    }
}
