// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.http;

import im.antiphon.api.http.HttpReply;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Runs what operators ask for and what may block: installing a plugin, writing configuration. At most {@value #MAXIMUM}
 * requests are under way at once, uploads among them; further ones are refused. Safe from any thread.
 */
public final class OperatorTasks implements AutoCloseable {
    /** Of requests at a time. */
    static final int MAXIMUM = 8;

    private static final int THREADS = 2;
    private static final int IDLE_SECONDS = 10;
    private static final int CLOSING_SECONDS = 5;

    private final Semaphore room = new Semaphore(MAXIMUM);

    /** Holds no more than what the requests under way have to do: the next step of each. */
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                Thread thread = new Thread(task, "antiphon-operator");
                thread.setDaemon(true);
                return thread;
            });

    public OperatorTasks() {
        threads.allowCoreThreadTimeOut(true);
    }

    /** Whether one more request may be dealt with; if so, {@link #end} must follow. */
    boolean begin() {
        return room.tryAcquire();
    }

    void end() {
        room.release();
    }

    /** Runs a step of a request that has begun. */
    CompletionStage<HttpReply> step(Supplier<HttpReply> step) {
        return CompletableFuture.supplyAsync(step, threads);
    }

    void execute(Runnable step) {
        threads.execute(step);
    }

    /** Answers a request that has one step, or refuses it. */
    CompletionStage<HttpReply> answer(Supplier<HttpReply> answer) {
        if (!begin()) {
            return CompletableFuture.completedFuture(busy());
        }
        return step(answer).whenComplete((reply, failure) -> end());
    }

    static HttpReply busy() {
        return HttpReply.problem(503, "Service Unavailable", "too many changes are under way")
                .with("retry-after", "5");
    }

    /** Lets what is under way come to its end, for some seconds. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException interruption) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
