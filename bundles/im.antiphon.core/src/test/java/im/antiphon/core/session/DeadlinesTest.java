// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private final Deadlines deadlines = new Deadlines();
    private final List<String> done = new ArrayList<>();

    @Test
    void whatIsDueIsDoneInTheOrderOfTimeAndThenOfScheduling() {
        deadlines.schedule(30, () -> done.add("late"));
        deadlines.schedule(10, () -> done.add("first"));
        deadlines.schedule(20, () -> done.add("second"));
        deadlines.schedule(20, () -> done.add("third"));
        assertThat(deadlines.nextTimeoutNanos()).isEqualTo(10);
        deadlines.handleTimeout(9);
        assertThat(done).isEmpty();
        deadlines.handleTimeout(20);
        assertThat(done).containsExactly("first", "second", "third");
        assertThat(deadlines.nextTimeoutNanos()).isEqualTo(30);
        deadlines.handleTimeout(31);
        assertThat(deadlines.nextTimeoutNanos()).isEqualTo(Deadlines.NONE);
    }

    @Test
    void whatIsCancelledIsNotDone() {
        Deadlines.Deadline cancelled = deadlines.schedule(10, () -> done.add("cancelled"));
        Deadlines.Deadline kept = deadlines.schedule(10, () -> done.add("kept"));
        assertThat(cancelled.cancel()).isTrue();
        assertThat(cancelled.cancel()).isFalse();
        deadlines.handleTimeout(10);
        assertThat(done).containsExactly("kept");
        assertThat(kept.cancel()).isFalse();
        assertThat(deadlines.size()).isZero();
    }

    @Test
    void aTaskMayScheduleAndCancel() {
        Deadlines.Deadline doomed = deadlines.schedule(12, () -> done.add("doomed"));
        deadlines.schedule(10, () -> {
            done.add("first");
            doomed.cancel();
            deadlines.schedule(11, () -> done.add("at once"));
            deadlines.schedule(20, () -> done.add("later"));
        });
        deadlines.handleTimeout(15);
        assertThat(done).containsExactly("first", "at once");
        assertThat(deadlines.nextTimeoutNanos()).isEqualTo(20);
    }

    @Test
    void theDriverIsToldWhenItHasToWakeEarlier() {
        AtomicInteger told = new AtomicInteger();
        deadlines.onEarlier(told::incrementAndGet);
        deadlines.schedule(20, () -> {});
        assertThat(told).hasValue(1);
        deadlines.schedule(30, () -> {});
        assertThat(told).hasValue(1);
        deadlines.schedule(10, () -> {});
        assertThat(told).hasValue(2);
    }

    @Test
    void aClockThatOverflowsChangesNothing() {
        long start = Long.MAX_VALUE - 5;
        deadlines.schedule(start + 10, () -> done.add("after the overflow"));
        deadlines.schedule(start + 2, () -> done.add("before it"));
        deadlines.handleTimeout(start + 3);
        assertThat(done).containsExactly("before it");
        deadlines.handleTimeout(start + 11);
        assertThat(done).containsExactly("before it", "after the overflow");
    }
}
