// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HandshakeThreadsTest {
    private static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final int MAXIMUM = 4;

    private final List<Thread> made = new CopyOnWriteArrayList<>();
    private final List<Throwable> uncaught = new CopyOnWriteArrayList<>();
    private final ThreadFactory factory = task -> {
        Thread thread = new Thread(task, "handshakes-under-test");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((dying, cause) -> uncaught.add(cause));
        made.add(thread);
        return thread;
    };
    private HandshakeThreads threads = new HandshakeThreads(MAXIMUM, HOUR_NANOS, factory);
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    @AfterEach
    void end() {
        mayEnd.countDown();
        threads.shutdownNow();
    }

    @Test
    void tasksThatRunAtTheSameTimeHaveAThreadEach() throws InterruptedException {
        occupy(MAXIMUM);

        assertThat(threads.size()).isEqualTo(MAXIMUM);
    }

    @Test
    void asManyAgainWaitAndWhatComesBeyondIsRefused() throws InterruptedException {
        occupy(MAXIMUM);
        CountDownLatch done = new CountDownLatch(MAXIMUM);
        for (int waiting = 0; waiting < MAXIMUM; waiting++) {
            threads.execute(done::countDown);
        }

        assertThatThrownBy(() -> threads.execute(done::countDown)).isInstanceOf(RejectedExecutionException.class);

        mayEnd.countDown();
        done.await();
        assertThat(threads.size()).isEqualTo(MAXIMUM);
    }

    @Test
    void oneTaskAfterTheOtherKeepsOneThreadAndTheOthersEnd() throws InterruptedException {
        threads = new HandshakeThreads(MAXIMUM, TimeUnit.MILLISECONDS.toNanos(200), factory);
        occupy(MAXIMUM);
        mayEnd.countDown();
        Thread latest = runOne();
        // Handed round, they would all stay.
        while (threads.size() > 1) {
            awaitIdle(latest);
            latest = runOne();
        }
        assertThat(made).hasSizeGreaterThanOrEqualTo(MAXIMUM);
    }

    @Test
    void theThreadThatWasIdleLastIsTakenFirst() throws InterruptedException {
        occupy(MAXIMUM);
        mayEnd.countDown();
        for (Thread thread : made) {
            awaitIdle(thread);
        }
        Thread latest = runOne();
        for (int task = 0; task < 3; task++) {
            awaitIdle(latest);
            assertThat(runOne()).isSameAs(latest);
        }
    }

    @Test
    void aTaskThatDiesLeavesNoneWaiting() throws InterruptedException {
        occupy(MAXIMUM - 1);
        CountDownLatch begun = new CountDownLatch(1);
        threads.execute(() -> {
            begun.countDown();
            awaitEnd();
            throw new IllegalStateException("of the test");
        });
        begun.await();
        CountDownLatch done = new CountDownLatch(MAXIMUM);
        for (int waiting = 0; waiting < MAXIMUM; waiting++) {
            threads.execute(done::countDown);
        }
        mayEnd.countDown();

        done.await();
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        for (Thread thread : made) {
            thread.join(); // it is counted out before its handler hears what it died of
        }
        assertThat(uncaught).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void afterTheEndWhatWaitedIsDoneAndNothingMoreIsTaken() throws InterruptedException {
        occupy(MAXIMUM);
        CountDownLatch done = new CountDownLatch(1);
        threads.execute(done::countDown);
        threads.shutdown();

        assertThatThrownBy(() -> threads.execute(done::countDown)).isInstanceOf(RejectedExecutionException.class);
        assertThat(threads.awaitTermination(1, TimeUnit.MILLISECONDS)).isFalse();
        mayEnd.countDown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(done.getCount()).isZero();
    }

    @Test
    void endedAtOnceWhatRunsIsInterruptedAndWhatWaitsForgotten() throws InterruptedException {
        occupy(MAXIMUM);
        CountDownLatch done = new CountDownLatch(1);
        threads.execute(done::countDown);
        threads.shutdownNow();

        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(done.getCount()).isOne();
    }

    /** So many tasks that run until {@link #mayEnd}. */
    private void occupy(int tasks) throws InterruptedException {
        CountDownLatch running = new CountDownLatch(tasks);
        for (int task = 0; task < tasks; task++) {
            threads.execute(() -> {
                running.countDown();
                awaitEnd();
            });
        }
        running.await();
    }

    private void awaitEnd() {
        try {
            mayEnd.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A task by itself; answers with its thread. */
    private Thread runOne() throws InterruptedException {
        BlockingQueue<Thread> ran = new LinkedBlockingQueue<>();
        threads.execute(() -> ran.add(Thread.currentThread()));
        return ran.take();
    }

    /** Until the thread waits to be given another task, or has waited in vain. */
    private static void awaitIdle(Thread thread) throws InterruptedException {
        while (thread.getState() != Thread.State.TIMED_WAITING && thread.getState() != Thread.State.TERMINATED) {
            if (Thread.interrupted()) {
                throw new InterruptedException("the test's time is over");
            }
            Thread.onSpinWait();
        }
    }
}
