// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Which peer is due next. A peer has one deadline that counts, the last it was armed for; entries for earlier ones are let
 * lie until their time and then passed over. Confined to one thread.
 */
final class DeadlineQueue {
    /** Something with a deadline. */
    static final class Timer {
        private final Runnable task;
        private long armedNanos = Long.MAX_VALUE;

        Timer(Runnable task) {
            this.task = task;
        }

        void run() {
            task.run();
        }
    }

    private record Entry(long nanos, Timer timer) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            return Long.signum(nanos - other.nanos);
        }
    }

    private final PriorityQueue<Entry> entries = new PriorityQueue<>();

    /** @param nanos {@link Long#MAX_VALUE} for never */
    void arm(Timer timer, long nanos) {
        if (nanos != timer.armedNanos) {
            timer.armedNanos = nanos;
            if (nanos != Long.MAX_VALUE) {
                entries.add(new Entry(nanos, timer));
            }
        }
    }

    /** Takes out the next timer that is due, disarmed, or null. */
    @Nullable
    Timer takeDue(long nowNanos) {
        while (true) {
            Entry entry = entries.peek();
            if (entry == null) {
                return null;
            }
            boolean stale = entry.nanos != entry.timer.armedNanos;
            if (!stale && entry.nanos - nowNanos > 0) {
                return null;
            }
            entries.remove();
            if (!stale) {
                entry.timer.armedNanos = Long.MAX_VALUE;
                return entry.timer;
            }
        }
    }

    /** How long until something may be due: 0 for at once, {@link Long#MAX_VALUE} for never. */
    long nanosUntilNext(long nowNanos) {
        Entry entry = entries.peek();
        return entry == null ? Long.MAX_VALUE : Math.max(0, entry.nanos - nowNanos);
    }
}
