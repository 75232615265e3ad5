// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class SlotRingTest {
    private static final class Slot {
        int producer;
        int number;
    }

    private final SlotRing<Slot> ring = new SlotRing<>(4, Slot::new);

    private boolean put(int number) {
        long position = ring.claim();
        if (position == SlotRing.FULL) {
            return false;
        }
        ring.slot(position).number = number;
        ring.publish(position);
        return true;
    }

    private int take() {
        Slot slot = ring.peek();
        if (slot == null) {
            return -1;
        }
        int number = slot.number;
        ring.release();
        return number;
    }

    @Test
    void whatWasPutFirstIsTakenFirstManyTimesRound() {
        int next = 0;
        int expected = 0;
        for (int round = 0; round < 100; round++) {
            for (int i = 0; i <= round % 4; i++) {
                assertThat(put(next++)).isTrue();
            }
            for (int i = 0; i <= round % 4; i++) {
                assertThat(take()).isEqualTo(expected++);
            }
            assertThat(take()).isEqualTo(-1);
        }
    }

    @Test
    void oneMoreThanThereAreSlotsIsRefusedUntilOneIsFree() {
        for (int i = 0; i < 4; i++) {
            assertThat(put(i)).isTrue();
        }
        assertThat(put(4)).isFalse();
        assertThat(put(4)).isFalse();
        assertThat(take()).isZero();
        assertThat(put(4)).isTrue();
        assertThat(put(5)).isFalse();
        assertThat(List.of(take(), take(), take(), take(), take())).containsExactly(1, 2, 3, 4, -1);
    }

    @Test
    void aSlotIsTheConsumersUntilItLetsGo() {
        put(7);
        Slot first = ring.peek();
        assertThat(ring.peek()).isSameAs(first);
        for (int i = 0; i < 3; i++) {
            put(i);
        }
        assertThat(put(9)).isFalse();
        assertThat(take()).isEqualTo(7);
    }

    @Test
    void whatIsClaimedAndNotYetPublishedHoldsBackWhatComesAfter() {
        long held = ring.claim();
        put(2);
        assertThat(ring.peek()).isNull();
        ring.slot(held).number = 1;
        ring.publish(held);
        assertThat(List.of(take(), take(), take())).containsExactly(1, 2, -1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 6, -8})
    void aCapacityThatIsNoPowerOfTwoIsRefused(int capacity) {
        assertThatThrownBy(() -> new SlotRing<>(capacity, Slot::new)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Each producer's numbers arrive in order, none twice; what was refused was never seen. */
    @Test
    void manyProducersAtOnceLoseAndRepeatNothing() throws Exception {
        long seed = System.nanoTime();
        System.out.println("SlotRingTest seed " + seed);
        int producers = 4;
        int each = 200_000;
        SlotRing<Slot> shared = new SlotRing<>(64, Slot::new);
        AtomicInteger refused = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int producer = 0; producer < producers; producer++) {
            int own = producer;
            SplittableRandom random = new SplittableRandom(seed + producer);
            Thread thread = new Thread(() -> {
                int number = 0;
                while (number < each) {
                    int burst = random.nextInt(1, 40);
                    for (int i = 0; i < burst && number < each; i++) {
                        long position = shared.claim();
                        if (position == SlotRing.FULL) {
                            refused.incrementAndGet();
                            Thread.yield();
                        } else {
                            Slot slot = shared.slot(position);
                            slot.producer = own;
                            slot.number = number++;
                            shared.publish(position);
                        }
                    }
                }
            });
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        while (refused.get() == 0) { // so that the ring has been full
            pause();
        }
        int[] next = new int[producers];
        int received = 0;
        while (received < producers * each) {
            Slot slot = shared.peek();
            if (slot == null) {
                pause();
            } else {
                assertThat(slot.number).as("seed %s", seed).isEqualTo(next[slot.producer]++);
                shared.release();
                received++;
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(shared.peek()).isNull();
    }

    /** Unless the test's time is over. */
    private static void pause() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("the test's time is over");
        }
        Thread.yield();
    }
}
