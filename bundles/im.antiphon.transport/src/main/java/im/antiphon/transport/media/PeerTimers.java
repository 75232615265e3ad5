// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Deadlines of one loop's peers that can wait for a moment, so that they ride on packets instead of waking the loop: each peer
 * has one about once a second, and packets come all the time. Whoever has been woken by a packet calls {@link #ride}; only where
 * none comes within {@link #PATIENCE_NANOS} does the loop wake up for what is due, all of it at once. Confined to the loop.
 */
final class PeerTimers {
    /** So late may a deadline be met: two packets of a voice. */
    static final long PATIENCE_NANOS = 40_000_000L;

    private final Wakes wakes;
    private final Runnable flush;
    private final TreeSet<Timer> waiting = new TreeSet<>();
    private long numbers;
    private boolean meeting;
    private long firstDueNanos;
    private @Nullable Runnable wake;
    private long wakeNanos;

    /** How the loop is woken. */
    interface Wakes {
        /** @return takes it back */
        Runnable schedule(Runnable task, long delay, TimeUnit unit);

        long nowNanos();
    }

    /** One deadline. */
    static final class Timer implements Comparable<Timer> {
        private final long dueNanos;
        private final long number;
        private final Runnable task;

        private Timer(long dueNanos, long number, Runnable task) {
            this.dueNanos = dueNanos;
            this.number = number;
            this.task = task;
        }

        @Override
        public int compareTo(Timer other) {
            int byTime = Long.signum(dueNanos - other.dueNanos);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(number);
        }
    }

    /** @param flush sends what the tasks have caused where no packet has woken the loop */
    PeerTimers(Wakes wakes, Runnable flush) {
        this.wakes = wakes;
        this.flush = flush;
    }

    /** @param task does not throw; called once, unless it is taken back */
    Timer add(long dueNanos, Runnable task) {
        Timer timer = new Timer(dueNanos, numbers++, task);
        waiting.add(timer);
        arm();
        return timer;
    }

    void cancel(Timer timer) {
        waiting.remove(timer);
        arm();
    }

    /** The loop is awake, and what the tasks cause will be sent: what is due is done. */
    void ride(long nowNanos) {
        if (wake != null && nowNanos - firstDueNanos >= 0) {
            meet(nowNanos);
        }
    }

    private void meet(long nowNanos) {
        if (meeting) {
            return;
        }
        meeting = true;
        try {
            while (!waiting.isEmpty() && nowNanos - waiting.first().dueNanos >= 0) {
                waiting.pollFirst().task.run();
            }
        } finally {
            meeting = false;
            arm();
        }
    }

    private void arm() {
        if (meeting) {
            return;
        }
        if (waiting.isEmpty()) {
            disarm();
            return;
        }
        firstDueNanos = waiting.first().dueNanos;
        if (wake != null && wakeNanos == firstDueNanos + PATIENCE_NANOS) {
            return;
        }
        disarm();
        wakeNanos = firstDueNanos + PATIENCE_NANOS;
        wake = wakes.schedule(this::onWake, Math.max(0, wakeNanos - wakes.nowNanos()), TimeUnit.NANOSECONDS);
    }

    private void disarm() {
        if (wake != null) {
            wake.run();
            wake = null;
        }
    }

    private void onWake() {
        wake = null;
        meet(wakes.nowNanos());
        flush.run();
    }
}
