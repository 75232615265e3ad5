// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.loop;

import static im.antiphon.transport.loop.OwnedEventLoops.SHUTDOWN_LIMIT_MILLIS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OwnedEventLoopsTest {
    private static final long JOIN_MILLIS = 20_000;

    @ParameterizedTest
    @EnumSource(Transports.class)
    void leavesNoThreadBehind(Transports transport) throws Exception {
        if (transport == Transports.EPOLL && Transports.best() != Transports.EPOLL) {
            return;
        }
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        OwnedEventLoops loops = new OwnedEventLoops(transport, 2, 1);
        String threadName =
                loops.signaling().submit(() -> Thread.currentThread().getName()).get(60, TimeUnit.SECONDS);
        assertThat(threadName).startsWith("antiphon-signaling");
        assertThat(loops.media().submit(() -> Thread.currentThread().getName()).get(60, TimeUnit.SECONDS))
                .startsWith("antiphon-media");

        long begunNanos = System.nanoTime();
        loops.close();
        boolean gaveUpWaiting = System.nanoTime() - begunNanos >= MILLISECONDS.toNanos(SHUTDOWN_LIMIT_MILLIS);

        Set<Thread> left = new HashSet<>(Thread.getAllStackTraces().keySet());
        left.removeAll(before);
        if (gaveUpWaiting) { // on a machine that stood still; they end when it goes on
            for (Thread thread : left) {
                thread.join(JOIN_MILLIS);
            }
        }
        assertThat(left)
                .filteredOn(Thread::isAlive)
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("antiphon-") || name.startsWith("globalEvent"));
    }

    @ParameterizedTest
    @EnumSource(Transports.class)
    void refusesAGroupWithoutThreads(Transports transport) {
        assertThatThrownBy(() -> new OwnedEventLoops(transport, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("signalingThreads: 0 (expected: >= 1)");
    }
}
