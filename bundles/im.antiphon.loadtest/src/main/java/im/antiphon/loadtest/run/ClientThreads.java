// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.run;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads on which clients come and go, which waits for the server; those of HTTP; and the one for heartbeats. */
final class ClientThreads implements AutoCloseable {
    private static final int MOST_AT_ONCE = 64;
    private static final int HTTP_THREADS = 4;

    private final ThreadPoolExecutor clients;
    private final ThreadPoolExecutor http;
    private final ScheduledThreadPoolExecutor timer;

    /** @param places each of which has one task at most */
    ClientThreads(int places) {
        clients = new ThreadPoolExecutor(
                MOST_AT_ONCE,
                MOST_AT_ONCE,
                5,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(places + 1),
                named("antiphon-load-client-"));
        clients.allowCoreThreadTimeOut(true);
        // Without a bound: what waits here is one answer or message for each client that is there.
        http = new ThreadPoolExecutor(
                HTTP_THREADS,
                HTTP_THREADS,
                5,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                named("antiphon-load-http-"));
        timer = new ScheduledThreadPoolExecutor(1, named("antiphon-load-timer-"));
        timer.setRemoveOnCancelPolicy(true);
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    void execute(Runnable task) {
        clients.execute(task);
    }

    Executor http() {
        return http;
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    /** Waits until all clients' tasks are done, or the time is over. */
    void finish(long time, TimeUnit unit) throws InterruptedException {
        clients.shutdown();
        if (!clients.awaitTermination(time, unit)) {
            clients.shutdownNow();
        }
    }

    @Override
    public void close() {
        clients.shutdownNow();
        timer.shutdownNow();
        http.shutdown();
    }
}
