// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.loop;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.plugin.LoopWatch;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class LoopRegistrationsTest {
    private final CountDownLatch registered = new CountDownLatch(3);
    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private final AtomicInteger atTheirTurn = new AtomicInteger();

    private final LoopWatch watch = new LoopWatch() {
        @Override
        public Registration register(String name, LongSupplier turns, Thread thread) {
            if (Thread.currentThread() == thread && turns.getAsLong() % 2 == 1) {
                atTheirTurn.incrementAndGet();
            }
            names.add(name);
            registered.countDown();
            return () -> names.remove(name);
        }

        @Override
        public List<BlockedLoop> blocked() {
            return List.of();
        }
    };

    @Test
    void everyLoopIsRegisteredWithItsOwnThreadAndTurnsAndLetGoOf() throws Exception {
        try (OwnedEventLoops loops = new OwnedEventLoops(Transports.NIO, 2, 1)) {
            LoopRegistrations registrations = new LoopRegistrations(watch, loops);
            assertThat(registered.await(60, TimeUnit.SECONDS)).isTrue();
            loops.media().submit(() -> {}).get(60, TimeUnit.SECONDS);
            assertThat(names).containsExactlyInAnyOrder("signaling-1", "signaling-2", "media-1");
            registrations.close();
            assertThat(names).isEmpty();
        }
        assertThat(atTheirTurn).hasValue(3);
    }
}
