// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SequenceWindowTest {
    @Property(tries = 200)
    void countsWhatHappenedToTheStream(@ForAll long seed, @ForAll @IntRange(max = 65535) int start) {
        Random random = new Random(seed);
        List<Integer> arrivals = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            if (random.nextInt(20) != 0) {
                arrivals.add(i);
            }
            if (random.nextInt(30) == 0) {
                arrivals.add(i);
            }
        }
        for (int i = 0; i + 10 < arrivals.size(); i += 1 + random.nextInt(40)) {
            arrivals.add(i + random.nextInt(10), arrivals.remove(i));
        }
        SequenceWindow window = new SequenceWindow();
        Set<Integer> distinct = new HashSet<>();
        int highest = -1;
        long reordered = 0;
        for (int number : arrivals) {
            boolean fresh = distinct.add(number);
            assertThat(window.add(start + number & 0xffff)).isEqualTo(fresh);
            reordered += fresh && number < highest ? 1 : 0;
            highest = Math.max(highest, number);
        }
        int lowest = distinct.stream().mapToInt(Integer::intValue).min().orElseThrow();
        assertThat(window.received()).isEqualTo(distinct.size());
        assertThat(window.duplicated()).isEqualTo(arrivals.size() - distinct.size());
        assertThat(window.reordered()).isEqualTo(reordered);
        assertThat(window.lost()).isEqualTo(highest - lowest + 1 - distinct.size());
    }

    @Test
    void knowsNothingBeforeTheFirstPacket() {
        SequenceWindow window = new SequenceWindow();
        assertThat(window.lost()).isZero();
        assertThat(window.received()).isZero();
    }
}
