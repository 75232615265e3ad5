// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeadlineQueueTest {
    private final DeadlineQueue queue = new DeadlineQueue();
    private final DeadlineQueue.Timer one = new DeadlineQueue.Timer(() -> {});
    private final DeadlineQueue.Timer other = new DeadlineQueue.Timer(() -> {});

    @Test
    void givesWhatIsDueInItsOrderAndOnce() {
        queue.arm(one, 20);
        queue.arm(other, 10);
        assertThat(queue.nanosUntilNext(4)).isEqualTo(6);
        assertThat(queue.takeDue(9)).isNull();
        assertThat(queue.takeDue(25)).isSameAs(other);
        assertThat(queue.takeDue(25)).isSameAs(one);
        assertThat(queue.takeDue(25)).isNull();
        assertThat(queue.nanosUntilNext(25)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void heedsTheLastArmingOnly() {
        queue.arm(one, 10);
        queue.arm(one, 30);
        assertThat(queue.takeDue(20)).isNull();
        queue.arm(one, 15);
        assertThat(queue.takeDue(20)).isSameAs(one);
        queue.arm(one, 40);
        queue.arm(one, Long.MAX_VALUE);
        assertThat(queue.takeDue(50)).isNull();
    }

    @Test
    void firesOnceWhenArmedTwiceForTheSameInstant() {
        queue.arm(one, 30);
        queue.arm(one, 10);
        assertThat(queue.takeDue(10)).isSameAs(one);
        queue.arm(one, 30);
        assertThat(queue.takeDue(30)).isSameAs(one);
        assertThat(queue.takeDue(30)).isNull();
    }
}
