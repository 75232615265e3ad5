// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Threads for tasks that block: as many as tasks run at the moment, and a few more for a while. A task is given to the thread
 * that has become idle <em>last</em>, so that those which are not needed stay idle and end; a pool of the JDK hands its tasks
 * round, and keeps all the threads it ever had for as long as there is a task now and then. Safe from any thread; {@link
 * #execute} does not wait.
 */
final class HandshakeThreads implements Executor {
    private final int maximum;
    private final long idleNanos;
    private final ThreadFactory factory;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();

    // guarded by lock
    private final Set<Worker> workers = new HashSet<>();
    private final Deque<Worker> idle = new ArrayDeque<>();
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean shutDown;

    /**
     * @param maximum of threads; as many tasks again wait for one, and what comes beyond is refused
     * @param idleNanos for so long a thread waits for another task
     */
    HandshakeThreads(int maximum, long idleNanos, ThreadFactory factory) {
        this.maximum = maximum;
        this.idleNanos = idleNanos;
        this.factory = factory;
    }

    /** @throws RejectedExecutionException where there are too many, or after {@link #shutdown} */
    @Override
    public void execute(Runnable task) {
        lock.lock();
        try {
            if (shutDown) {
                throw new RejectedExecutionException("shut down");
            }
            Worker latest = idle.pollFirst();
            if (latest != null) {
                latest.give(task);
            } else if (workers.size() < maximum) {
                start(task);
            } else if (waiting.size() < maximum) {
                waiting.add(task);
            } else {
                throw new RejectedExecutionException(maximum + " run and " + maximum + " wait");
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many threads there are. */
    int size() {
        lock.lock();
        try {
            return workers.size();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more tasks; what runs and waits is done, then the threads end. */
    void shutdown() {
        lock.lock();
        try {
            shutDown = true;
            idle.forEach(Worker::wake);
        } finally {
            lock.unlock();
        }
    }

    /** The same, but what waits is forgotten and what runs interrupted. */
    void shutdownNow() {
        shutdown();
        List<Worker> running;
        lock.lock();
        try {
            waiting.clear();
            running = new ArrayList<>(workers);
        } finally {
            lock.unlock();
        }
        running.forEach(worker -> worker.thread.interrupt());
    }

    /** Waits for the threads' end after {@link #shutdown}; false where it took longer. */
    boolean awaitTermination(long limit, TimeUnit unit) throws InterruptedException {
        lock.lock();
        try {
            long left = unit.toNanos(limit);
            while (!workers.isEmpty() && left > 0) {
                left = ended.awaitNanos(left);
            }
            return workers.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Guarded by lock. */
    private void start(Runnable first) {
        Worker worker = new Worker(first);
        worker.thread.start();
        workers.add(worker);
    }

    /** One thread: does its task, then what waits, then what it is given while idle. */
    private final class Worker implements Runnable {
        private final Condition given = lock.newCondition();
        private final Thread thread = factory.newThread(this);

        // guarded by lock
        private @Nullable Runnable next;

        Worker(Runnable first) {
            this.next = first;
        }

        void give(Runnable task) {
            next = task;
            given.signal();
        }

        void wake() {
            given.signal();
        }

        @Override
        public void run() {
            try {
                for (Runnable task = await(); task != null; task = await()) {
                    task.run();
                }
            } finally {
                lock.lock();
                try {
                    workers.remove(this);
                    // A task may have died of something, others still wait.
                    Runnable left = waiting.poll();
                    if (left != null) {
                        start(left);
                    }
                    ended.signalAll();
                } finally {
                    lock.unlock();
                }
            }
        }

        /** Null where the thread is not needed any more. */
        private @Nullable Runnable await() {
            lock.lock();
            try {
                if (next == null) {
                    next = waiting.poll();
                }
                if (next == null) {
                    waitToBeGiven();
                }
                Runnable task = next;
                next = null;
                return task;
            } finally {
                lock.unlock();
            }
        }

        /** Guarded by lock, which it lets go while it waits. */
        private void waitToBeGiven() {
            idle.addFirst(this);
            try {
                long left = idleNanos;
                while (next == null && left > 0 && !shutDown) {
                    left = given.awaitNanos(left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                idle.remove(this);
            }
        }
    }
}
