// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.codec;

import static im.antiphon.api.codec.OpusRatePolicy.targetBitsPerSecond;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class OpusRatePolicyTest {
    @Test
    void aCleanPathGetsTheBase() {
        assertThat(targetBitsPerSecond(64_000, 50, 0)).isEqualTo(64_000);
        assertThat(targetBitsPerSecond(64_000, -1, 0)).isEqualTo(64_000);
    }

    @Test
    void theWorstPathGetsThirtyPerCentLess() {
        assertThat(targetBitsPerSecond(64_000, 50, 1_000)).isEqualTo(44_800);
        assertThat(targetBitsPerSecond(64_000, 5_000, 20)).isEqualTo(44_800);
    }

    @Test
    void theSameJitterWeighsMoreOnALongPath() {
        assertThat(OpusRatePolicy.jitterNorm(0, 25)).isCloseTo(0.25, within(1e-9));
        assertThat(OpusRatePolicy.jitterNorm(-1, 25)).isCloseTo(0.25, within(1e-9));
        assertThat(OpusRatePolicy.jitterNorm(400, 25)).isCloseTo(0.5, within(1e-9));
        assertThat(OpusRatePolicy.jitterNorm(600, 25)).isCloseTo(1, within(1e-9));
        assertThat(targetBitsPerSecond(100_000, 400, 25)).isEqualTo(85_000);
    }

    @Test
    void staysWithinWhatOpusCanDo() {
        assertThat(targetBitsPerSecond(1, 0, 0)).isEqualTo(6_000);
        assertThat(targetBitsPerSecond(Integer.MAX_VALUE, 0, 0)).isEqualTo(510_000);
        assertThat(targetBitsPerSecond(8_000, 0, 500)).isEqualTo(6_000);
    }

    @Property
    void moreJitterNeverMeansMoreRate(
            @ForAll @IntRange(min = 1, max = 1_000_000) int base,
            @ForAll @DoubleRange(min = -1, max = 2_000) double roundTrip,
            @ForAll @DoubleRange(max = 500) double jitter,
            @ForAll @DoubleRange(max = 500) double more) {
        assertThat(targetBitsPerSecond(base, roundTrip, jitter + more))
                .isBetween(6_000, targetBitsPerSecond(base, roundTrip, jitter));
    }
}
