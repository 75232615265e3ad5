// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/** Threads that call again and again, with a pause between two rounds, so that the machine can do something else too. */
final class PacedLoad implements AutoCloseable {
    private final List<Thread> threads = new ArrayList<>();
    private final Faults faults;
    private volatile boolean over;

    /** @param round called with the number of the thread; what it throws is a fault */
    PacedLoad(int threads, long pauseMillis, Faults faults, IntConsumer round) {
        this.faults = faults;
        for (int i = 0; i < threads; i++) {
            int number = i;
            Thread thread = new Thread(() -> run(number, pauseMillis, round), "load-" + i);
            thread.setDaemon(true);
            this.threads.add(thread);
            thread.start();
        }
    }

    private void run(int number, long pauseMillis, IntConsumer round) {
        while (!over) {
            try {
                round.accept(number);
            } catch (Throwable failure) { // whatever comes out is what this is about
                faults.add(String.valueOf(failure));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
        }
    }

    @Override
    public void close() throws InterruptedException {
        over = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
