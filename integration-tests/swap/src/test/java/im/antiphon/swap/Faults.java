// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** What went wrong on threads that nobody waits for; the first so many in words. Safe from any thread. */
final class Faults {
    private static final int TOLD = 20;

    private final AtomicInteger count = new AtomicInteger();
    private final Queue<String> told = new ConcurrentLinkedQueue<>();

    void add(String fault) {
        if (count.getAndIncrement() < TOLD) {
            told.add(fault);
        }
    }

    void verifyNone() {
        assertThat(told).as(count + " faults").isEmpty();
    }
}
