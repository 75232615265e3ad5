// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
    @Property
    void isNeverMoreThanAnEighthTooHighAndNeverTooLow(
            @ForAll @Size(min = 1, max = 200) List<@LongRange(max = 1_000_000_000_000L) Long> values) {
        long[] nanos = values.stream().mapToLong(Long::longValue).toArray();
        LatencyHistogram histogram = new LatencyHistogram();
        for (long value : nanos) {
            histogram.add(value);
        }
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        LatencySummary summary = histogram.summary();
        assertThat(summary.count()).isEqualTo(nanos.length);
        assertThat(summary.maximumNanos()).isEqualTo(sorted[sorted.length - 1]);
        assertWithinABucket(summary.medianNanos(), sorted[(sorted.length + 1) / 2 - 1]);
        assertWithinABucket(summary.percentile99Nanos(), sorted[(int) Math.ceil(sorted.length * 0.99) - 1]);
    }

    private static void assertWithinABucket(long reported, long exact) {
        assertThat(reported).isBetween(exact, exact + exact / 8 + 1000);
    }

    @Test
    void hasNothingToSayBeforeTheFirstValue() {
        assertThat(new LatencyHistogram().summary()).isEqualTo(LatencySummary.NONE);
    }
}
