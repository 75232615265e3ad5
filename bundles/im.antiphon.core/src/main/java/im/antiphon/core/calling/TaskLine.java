// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.calling;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Tasks one after the other, in the order in which they came, by whichever thread brings one while no other is at it. So
 * nobody waits, and a task that brings another does not run into itself. Safe from any thread.
 */
final class TaskLine {
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Consumer<RuntimeException> mistakes;

    /** @param mistakes is told what tasks throw; the tasks after go on */
    TaskLine(Consumer<RuntimeException> mistakes) {
        this.mistakes = mistakes;
    }

    /** How many wait or run. */
    int length() {
        return waiting.get();
    }

    void add(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() > 0) {
            return; // whoever is at it comes to this one too
        }
        do {
            Runnable next = tasks.poll();
            if (next != null) {
                run(next);
            }
        } while (waiting.decrementAndGet() > 0);
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException mistake) { // one call's failure is not the others'
            mistakes.accept(mistake);
        }
    }
}
