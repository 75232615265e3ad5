// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PacketIndexTest {
    @Property
    void anIndexWithinHalfTheNumberSpaceIsFoundAgain(
            @ForAll @LongRange(max = 1L << 40) long highest, @ForAll @IntRange(min = -32_767, max = 32_767) int step) {
        long index = highest + step;
        assertThat(PacketIndex.estimate(highest, (int) index & 0xFFFF)).isEqualTo(index);
    }

    @Test
    void theFirstIsOfRolloverCounterZero() {
        assertThat(PacketIndex.estimate(-1, 65_535)).isEqualTo(65_535);
    }

    @Test
    void exactlyHalfTheNumberSpaceAwayTheRolloverCounterStays() {
        assertThat(PacketIndex.estimate(3 << 16, 32_768)).isEqualTo(3 << 16 | 32_768);
        assertThat(PacketIndex.estimate(3 << 16 | 32_768, 0)).isEqualTo(3 << 16);
    }
}
