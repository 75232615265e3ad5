// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.calling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TaskLineTest {
    private final List<RuntimeException> mistakes = new ArrayList<>();
    private final TaskLine line = new TaskLine(mistakes::add);

    @Test
    void aTaskThatBringsAnotherIsFinishedFirst() {
        List<String> order = new ArrayList<>();
        line.add(() -> {
            line.add(() -> order.add("second"));
            order.add("first");
        });
        assertThat(order).containsExactly("first", "second");
        assertThat(line.length()).isZero();
    }

    @Test
    void oneThatFailsDoesNotStopTheOthers() {
        RuntimeException mistake = new IllegalStateException("mine");
        List<String> order = new ArrayList<>();
        line.add(() -> {
            line.add(() -> order.add("second"));
            throw mistake;
        });
        assertThat(order).containsExactly("second");
        assertThat(mistakes).containsExactly(mistake);
    }

    @Test
    void tasksOfManyThreadsRunOneAtATimeAndEachThreadsInOrder() throws InterruptedException {
        int threads = 4;
        int tasks = 20_000;
        int[] last = new int[threads];
        int[] outOfOrder = new int[1];
        CountDownLatch done = new CountDownLatch(threads * tasks);
        for (int thread = 0; thread < threads; thread++) {
            int mine = thread;
            new Thread(() -> {
                        for (int i = 1; i <= tasks; i++) {
                            int number = i;
                            line.add(() -> {
                                outOfOrder[0] += ++last[mine] == number ? 0 : 1;
                                done.countDown();
                            });
                        }
                    })
                    .start();
        }
        done.await();
        assertThat(outOfOrder[0]).isZero();
        assertThat(last).containsOnly(tasks);
    }
}
