// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.session.Session;
import im.antiphon.api.session.SessionKind;
import im.antiphon.api.session.SessionState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SessionRegistryTest {
    private final SessionRegistry registry = new SessionRegistry(TestIdentities.NODE, () -> 42);

    @Test
    void aSessionLivesFromHandshakeToEnd() {
        List<String> changes = new ArrayList<>();
        registry.addListener((session, from, to, reason) -> changes.add(from + ">" + to + " " + reason));
        Session session = registry.open(SessionKind.SIGNALING, TestIdentities.ADA);
        assertThat(session.state()).isEqualTo(SessionState.HANDSHAKING);
        assertThat(session.displayName()).isEqualTo(session.id());
        assertThat(session.openedEpochMillis()).isEqualTo(42);
        session.activate();
        session.activate();
        assertThat(registry.find(session.id())).isSameAs(session);
        session.close("left");
        session.close("again");
        assertThat(session.state()).isEqualTo(SessionState.TERMINATED);
        assertThat(registry.find(session.id())).isNull();
        assertThat(registry.list()).isEmpty();
        assertThat(changes).containsExactly("HANDSHAKING>ACTIVE ", "ACTIVE>CLOSING left", "CLOSING>TERMINATED left");
    }

    @Test
    void idsAre128BitsInUrlSafeLettersAndTheNode() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            String id = registry.open(SessionKind.WHIP, TestIdentities.ADA).id();
            assertThat(id).matches("[A-Za-z0-9_-]{22}\\.n1");
            ids.add(id);
        }
        assertThat(ids).hasSize(10_000);
    }

    @Test
    void whatIsBoundIsReleasedInReverseOrderBeforeTheEnd() {
        Session session = registry.open(SessionKind.WHEP, TestIdentities.ADA);
        List<String> released = new ArrayList<>();
        session.bind(() -> released.add("first " + session.state()));
        session.bind(() -> released.add("second " + session.state()));
        Session.Binding untied = session.bind(() -> released.add("untied"));
        session.bind(() -> released.add("third " + session.state()));
        untied.unbind();
        session.close("left");
        untied.unbind();
        assertThat(released).containsExactly("third CLOSING", "second CLOSING", "first CLOSING");
    }

    @Test
    void whatIsBoundTooLateIsReleasedAtOnce() {
        Session session = registry.open(SessionKind.WHEP, TestIdentities.ADA);
        AtomicInteger released = new AtomicInteger();
        session.bind(() -> session.bind(released::incrementAndGet));
        session.close("left");
        assertThat(released).hasValue(1);
        session.bind(released::incrementAndGet);
        assertThat(released).hasValue(2);
    }

    @Test
    void aReleaseThatThrowsOrClosesAgainDoesNotStopTheOthers() {
        Session session = registry.open(SessionKind.WHEP, TestIdentities.ADA);
        AtomicInteger released = new AtomicInteger();
        session.bind(released::incrementAndGet);
        session.bind(() -> {
            throw new IllegalStateException("made to");
        });
        session.bind(() -> session.close("again"));
        session.close("left");
        assertThat(released).hasValue(1);
        assertThat(session.state()).isEqualTo(SessionState.TERMINATED);
    }

    @Test
    void sessionsAreCountedByState() {
        MetricRegistry metrics = new MetricRegistry();
        registry.publish(metrics);
        registry.open(SessionKind.WHIP, TestIdentities.ADA);
        Session active = registry.open(SessionKind.SIGNALING, TestIdentities.ADA);
        active.activate();
        registry.open(SessionKind.SIGNALING, TestIdentities.ADA).close("left");
        assertThat(registry.count(SessionState.HANDSHAKING)).isEqualTo(1);
        assertThat(registry.count(SessionState.ACTIVE)).isEqualTo(1);
        assertThat(registry.count(SessionState.CLOSING)).isZero();
        assertThat(registry.count(SessionState.TERMINATED)).isZero();
        assertThat(metrics.getGauges().keySet())
                .containsExactlyInAnyOrder(
                        "antiphon_sessions{state=\"handshaking\"}",
                        "antiphon_sessions{state=\"active\"}",
                        "antiphon_sessions{state=\"detached\"}",
                        "antiphon_sessions{state=\"closing\"}");
        registry.unpublish(metrics);
        assertThat(metrics.getGauges()).isEmpty();
        registry.closeAll("shutdown");
        assertThat(registry.list()).isEmpty();
        assertThat(registry.count(SessionState.ACTIVE)).isZero();
    }

    /**
     * Threads bind, unbind, activate and close one session at the same moment. Whatever the interleaving: each release
     * runs once unless it was untied first, nothing runs after it was untied, and the session ends.
     */
    @Test
    void everyTieIsReleasedOnceWhateverTheInterleaving() throws Exception {
        for (int round = 0; round < 500; round++) {
            Session session = registry.open(SessionKind.SIGNALING, TestIdentities.ADA);
            int binders = 3;
            CountDownLatch start = new CountDownLatch(1);
            AtomicInteger[] runs = new AtomicInteger[binders * 10];
            boolean[] untied = new boolean[runs.length];
            AtomicReference<Throwable> failure = new AtomicReference<>();
            List<Thread> threads = new ArrayList<>();
            for (int binder = 0; binder < binders; binder++) {
                int first = binder * 10;
                threads.add(new Thread(() -> {
                    await(start);
                    for (int i = first; i < first + 10; i++) {
                        AtomicInteger run = new AtomicInteger();
                        runs[i] = run;
                        Session.Binding tie = session.bind(run::incrementAndGet);
                        if (i % 3 == 0) {
                            tie.unbind();
                            untied[i] = true;
                        }
                    }
                }));
            }
            threads.add(new Thread(() -> {
                await(start);
                session.activate();
                session.close("one");
            }));
            threads.add(new Thread(() -> {
                await(start);
                session.close("two");
            }));
            threads.forEach(thread -> {
                thread.setUncaughtExceptionHandler((dying, thrown) -> failure.set(thrown));
                thread.start();
            });
            start.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failure.get()).isNull();
            assertThat(session.state()).isEqualTo(SessionState.TERMINATED);
            for (int i = 0; i < runs.length; i++) {
                if (untied[i]) {
                    assertThat(runs[i].get()).isBetween(0, 1);
                } else {
                    assertThat(runs[i].get()).isEqualTo(1);
                }
            }
        }
        for (SessionState state : SessionState.values()) {
            assertThat(registry.count(state)).isZero();
        }
        assertThat(registry.list()).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interruption) {
            throw new IllegalStateException(interruption);
        }
    }
}
