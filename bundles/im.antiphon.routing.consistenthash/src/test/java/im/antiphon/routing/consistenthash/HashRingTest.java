// SPDX-License-Identifier: Apache-2.0
package im.antiphon.routing.consistenthash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class HashRingTest {
    @Test
    void behindTheLastPointComesTheFirst() {
        HashRing ring = new HashRing(new long[] {HashRing.point(1L << 40, 3), HashRing.point(1L << 50, 7)});
        assertThat(ring.owner(ring.firstFrom(0))).isEqualTo(3);
        assertThat(ring.owner(ring.firstFrom(1L << 40))).isEqualTo(3);
        assertThat(ring.owner(ring.firstFrom((1L << 40) + (1L << 21)))).isEqualTo(7);
        assertThat(ring.owner(ring.firstFrom(-1))).isEqualTo(3);
    }

    @Test
    void distancesAreCountedForwardsAroundTheCircle() {
        HashRing ring = new HashRing(new long[] {HashRing.point(10L << 21, 0)});
        assertThat(ring.distance(4L << 21, 0)).isEqualTo(6);
        assertThat(ring.distance(10L << 21, 0)).isZero();
        assertThat(ring.distance(-1, 0)).isEqualTo(11);
    }

    @Test
    void whereTwoPointsMeetTheFirstOwnerHasIt() {
        HashRing ring = new HashRing(new long[] {HashRing.point(1L << 40, 9), HashRing.point(1L << 40, 2)});
        assertThat(ring.owner(ring.firstFrom(1L << 40))).isEqualTo(2);
    }

    @Property(tries = 300)
    void findsWhatASearchThroughAllWouldFind(@ForAll @IntRange(min = 1, max = 3_000) int size, @ForAll long seed) {
        Random random = new Random(seed);
        long[] points = new long[size];
        boolean crowded = random.nextBoolean();
        for (int i = 0; i < size; i++) {
            points[i] = HashRing.point(crowded ? random.nextInt() : random.nextLong(), random.nextInt(5));
        }
        HashRing ring = new HashRing(points.clone());
        Arrays.sort(points);
        for (int i = 0; i < 50; i++) {
            long hash = i % 2 == 0 ? random.nextLong() : points[random.nextInt(size)] << 1;
            long sought = HashRing.point(hash, 0);
            int expected = 0;
            while (expected < size && points[expected] < sought) {
                expected++;
            }
            assertThat(ring.firstFrom(hash)).isEqualTo(expected == size ? 0 : expected);
        }
    }
}
