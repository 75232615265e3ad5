// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SequenceExtenderTest {
    private final SequenceExtender extender = new SequenceExtender();

    @Test
    void countsOnAcrossTheWrap() {
        assertThat(extender.highest()).isEqualTo(-1);
        assertThat(extender.extend(65534)).isEqualTo(65534);
        assertThat(extender.extend(65535)).isEqualTo(65535);
        assertThat(extender.extend(0)).isEqualTo(65536);
        assertThat(extender.extend(65535)).isEqualTo(65535);
        assertThat(extender.extend(1)).isEqualTo(65537);
        assertThat(extender.highest()).isEqualTo(65537);
    }

    @Test
    void whatComesFromBeforeTheFirstIsNegative() {
        assertThat(extender.extend(1)).isEqualTo(1);
        assertThat(extender.extend(65535)).isEqualTo(-1);
        assertThat(extender.highest()).isEqualTo(1);
    }

    @Test
    void goesOnWhereASeedLeftOff() {
        extender.seed(5 * 65536L + 65535);
        assertThat(extender.extend(3)).isEqualTo(6 * 65536L + 3);
    }

    @Test
    void extendsReferenceTimesOf24Bits() {
        SequenceExtender times = new SequenceExtender(24);
        assertThat(times.extend(0xfffffe)).isEqualTo(0xfffffe);
        assertThat(times.extend(2)).isEqualTo(0x1000002);
    }

    @Property
    void followsAnySourceThatNeverJumpsHalfTheRange(
            @ForAll @IntRange(max = 65535) int first,
            @ForAll List<@IntRange(min = -20000, max = 20000) Integer> steps) {
        long truth = first;
        extender.seed(truth);
        long highest = truth;
        for (int step : steps) {
            // Steps are taken from the highest, as reordering is.
            truth = highest + step;
            assertThat(extender.extend((int) truth & 0xffff)).isEqualTo(truth);
            highest = Math.max(highest, truth);
        }
        assertThat(extender.highest()).isEqualTo(highest);
    }

    @Property
    void theNearestHasTheSameLowerBits(
            @ForAll @LongRange(min = 0, max = 1L << 40) long reference, @ForAll @IntRange(max = 65535) int number) {
        long nearest = SequenceExtender.nearest(reference, number);
        assertThat(nearest & 0xffff).isEqualTo(number);
        assertThat(nearest).isBetween(reference - 32768, reference + 32767);
    }
}
