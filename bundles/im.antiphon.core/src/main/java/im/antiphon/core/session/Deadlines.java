// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.session;

import java.util.TreeSet;

/**
 * What has to be done at some time, earliest first: windows in which clients may come back, calls that nobody answers.
 * Reads no clock: whoever drives it calls {@link #handleTimeout} when {@link #nextTimeoutNanos} has come. Safe from any
 * thread; tasks run one at a time on the driver's, with no lock of this class held, so a task may schedule and cancel.
 */
public class Deadlines {
    /** {@link #nextTimeoutNanos} while there is nothing to wait for. */
    public static final long NONE = Long.MAX_VALUE;

    private final Object lock = new Object();
    private final TreeSet<Deadline> waiting = new TreeSet<>(Deadlines::compare);
    private Runnable onEarlier = () -> {};
    private long scheduled;

    /** @param task is called whenever the next time-out has become earlier; must neither block nor call back */
    public final void onEarlier(Runnable task) {
        synchronized (lock) {
            onEarlier = task;
        }
    }

    /** Has a task done at a time, or soon after. It must neither throw nor block. */
    public final Deadline schedule(long atNanos, Runnable task) {
        Runnable told = null;
        Deadline deadline;
        synchronized (lock) {
            deadline = new Deadline(atNanos, scheduled++, task);
            waiting.add(deadline);
            if (waiting.first() == deadline) {
                told = onEarlier;
            }
        }
        if (told != null) {
            told.run();
        }
        return deadline;
    }

    /** When to call {@link #handleTimeout} next, or {@link #NONE}. */
    public final long nextTimeoutNanos() {
        synchronized (lock) {
            return waiting.isEmpty() ? NONE : waiting.first().atNanos;
        }
    }

    /** Does what is due. */
    public final void handleTimeout(long nowNanos) {
        while (true) {
            Deadline due;
            synchronized (lock) {
                if (waiting.isEmpty() || waiting.first().atNanos - nowNanos > 0) {
                    return;
                }
                due = waiting.first();
                waiting.remove(due);
            }
            due.task.run();
        }
    }

    /** How many wait. */
    public final int size() {
        synchronized (lock) {
            return waiting.size();
        }
    }

    private static int compare(Deadline one, Deadline other) {
        long difference = one.atNanos - other.atNanos; // nanoTime may overflow; differences do not
        return difference != 0 ? Long.signum(difference) : Long.compare(one.number, other.number);
    }

    /** Something that waits for its time. */
    public final class Deadline {
        private final long atNanos;
        private final long number;
        private final Runnable task;

        private Deadline(long atNanos, long number, Runnable task) {
            this.atNanos = atNanos;
            this.number = number;
            this.task = task;
        }

        /** Has it not done. False where it has been done, or is being done at the moment, or was cancelled before. */
        public boolean cancel() {
            synchronized (lock) {
                return waiting.remove(this);
            }
        }
    }
}
