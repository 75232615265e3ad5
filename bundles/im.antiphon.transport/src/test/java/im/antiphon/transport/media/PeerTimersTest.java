// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Time is manual, and so is the loop. */
class PeerTimersTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long PACKET = 20_000_000L;

    private final Loop loop = new Loop();
    private final List<String> done = new ArrayList<>();
    private int flushes;
    private final PeerTimers timers = new PeerTimers(loop, () -> flushes++);

    /** Wakes up once at a time. */
    private static final class Loop implements PeerTimers.Wakes {
        private long nowNanos = Long.MAX_VALUE - SECOND; // which passes its end on the way
        private @Nullable Runnable task;
        private long atNanos;
        private int wakes;

        @Override
        public Runnable schedule(Runnable woken, long delay, TimeUnit unit) {
            assertThat(task).as("one wake-up at a time").isNull();
            task = woken;
            atNanos = nowNanos + unit.toNanos(delay);
            return () -> task = null;
        }

        @Override
        public long nowNanos() {
            return nowNanos;
        }

        void sleepUntil(long untilNanos) {
            while (task != null && untilNanos - atNanos >= 0) {
                Runnable woken = task;
                task = null;
                nowNanos = atNanos;
                wakes++;
                woken.run();
            }
            nowNanos = untilNanos;
        }
    }

    private void packets(int count) {
        for (int i = 0; i < count; i++) {
            loop.sleepUntil(loop.nowNanos + PACKET);
            timers.ride(loop.nowNanos);
        }
    }

    private void everySecond(String name) {
        timers.add(loop.nowNanos + SECOND, () -> {
            done.add(name);
            everySecond(name);
        });
    }

    @Test
    void whereAVoiceFlowsNoDeadlineWakesTheLoop() {
        for (int i = 0; i < 20; i++) {
            everySecond("peer " + i);
            loop.sleepUntil(loop.nowNanos + 3_700_001);
        }
        packets(500);
        assertThat(loop.wakes).isZero();
        assertThat(flushes).isZero();
        assertThat(done).hasSizeBetween(180, 200);
    }

    @Test
    void whereNothingComesTheLoopWakesUpOnceForAllThatIsDue() {
        timers.add(loop.nowNanos + SECOND, () -> done.add("first"));
        timers.add(loop.nowNanos + SECOND + PACKET, () -> done.add("second"));
        timers.add(loop.nowNanos + 2 * SECOND, () -> done.add("third"));
        loop.sleepUntil(loop.nowNanos + SECOND + PeerTimers.PATIENCE_NANOS - 1);
        assertThat(done).isEmpty();
        loop.sleepUntil(loop.nowNanos + 1);
        assertThat(done).containsExactly("first", "second");
        assertThat(loop.wakes).isEqualTo(1);
        assertThat(flushes).isEqualTo(1);
        loop.sleepUntil(loop.nowNanos + 2 * SECOND);
        assertThat(done).containsExactly("first", "second", "third");
        assertThat(loop.wakes).isEqualTo(2);
        assertThat(loop.task).isNull();
    }

    @Test
    void aPacketDoesWhatIsDueAndNothingElse() {
        timers.add(loop.nowNanos + 5 * PACKET, () -> done.add("soon"));
        timers.add(loop.nowNanos + 7 * PACKET, () -> done.add("later"));
        packets(4);
        assertThat(done).isEmpty();
        packets(1);
        assertThat(done).containsExactly("soon");
        packets(2);
        assertThat(done).containsExactly("soon", "later");
    }

    @Test
    void whatWasTakenBackIsNotDoneAndWakesNobody() {
        PeerTimers.Timer timer = timers.add(loop.nowNanos + SECOND, () -> done.add("taken back"));
        timers.cancel(timer);
        timers.cancel(timer);
        assertThat(loop.task).isNull();
        packets(100);
        assertThat(done).isEmpty();
    }

    @Test
    void aTaskMayTakeBackAnother() {
        List<PeerTimers.Timer> second = new ArrayList<>();
        timers.add(loop.nowNanos + SECOND, () -> timers.cancel(second.get(0)));
        second.add(timers.add(loop.nowNanos + SECOND, () -> done.add("taken back")));
        packets(100);
        assertThat(done).isEmpty();
        assertThat(loop.task).isNull();
    }

    @Test
    void anEarlierDeadlineMovesTheWakeUp() {
        timers.add(loop.nowNanos + 2 * SECOND, () -> done.add("late"));
        timers.add(loop.nowNanos + SECOND, () -> done.add("early"));
        loop.sleepUntil(loop.nowNanos + SECOND + PeerTimers.PATIENCE_NANOS);
        assertThat(done).containsExactly("early");
    }
}
