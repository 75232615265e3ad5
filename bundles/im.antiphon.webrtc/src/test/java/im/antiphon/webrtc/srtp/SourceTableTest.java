// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SourceTableTest {
    @Property(tries = 200)
    void findsEverySourceAndNoOther(@ForAll @Size(min = 1, max = 200) Set<Integer> ssrcs, @ForAll int other) {
        SourceTable<Integer> table = new SourceTable<>(ssrcs.size());
        ssrcs.forEach(ssrc -> table.put(ssrc, ssrc));
        assertThat(ssrcs).allSatisfy(ssrc -> assertThat(table.get(ssrc)).isEqualTo(ssrc));
        assertThat(table.get(other)).isEqualTo(ssrcs.contains(other) ? other : null);
        assertThat(table.isFull()).isTrue();
    }

    @Test
    void takesNoMoreThanItsLimit() {
        SourceTable<String> table = new SourceTable<>(1);
        table.put(0, "zero is an SSRC like any other");
        assertThat(table.get(0)).startsWith("zero");
        assertThatThrownBy(() -> table.put(1, "one")).isInstanceOf(IllegalStateException.class);
    }
}
