// SPDX-License-Identifier: Apache-2.0
package im.antiphon.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs one task on several threads that begin at the same moment. */
final class Together {
    static final int THREADS = 4;

    private static final long PATIENCE_SECONDS = 60;

    private Together() {}

    /**
     * What each of {@value #THREADS} threads has come to. An exception of a thread is thrown on; one that does not end
     * within a minute is a failure.
     */
    static <T> List<T> run(Callable<T> task) {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                running.add(threads.submit(() -> {
                    start.await();
                    return task.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> each : running) {
                results.add(each.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
            return results;
        } catch (ExecutionException failure) {
            throw new AssertionError("on one of " + THREADS + " threads at once", failure.getCause());
        } catch (TimeoutException timeout) {
            throw new AssertionError("one of " + THREADS + " threads at once never came to an end", timeout);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interruption);
        } finally {
            threads.shutdownNow();
        }
    }
}
