// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.breaker.BreakerInfo;
import im.antiphon.api.breaker.Breakers;
import im.antiphon.api.plugin.Tenants;
import im.antiphon.api.session.SessionKind;
import im.antiphon.api.storage.SessionStore;
import im.antiphon.api.storage.StorageException;
import im.antiphon.api.storage.StoredRecords;
import im.antiphon.core.session.RegisteredSession;
import im.antiphon.core.session.SessionRegistry;
import im.antiphon.core.session.TestIdentities;
import im.antiphon.storage.memory.InMemorySessionStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SessionJournalTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final Duration HOUR = Duration.ofHours(1);

    private final SessionRegistry registry = new SessionRegistry(TestIdentities.NODE, () -> NOW);
    private final MetricRegistry metrics = new MetricRegistry();
    private final InMemorySessionStore memory = new InMemorySessionStore(1 << 26, () -> 0);
    private final List<Map<String, byte @Nullable []>> attempts = new ArrayList<>();
    private final Queue<Runnable> now = new ArrayDeque<>();
    private final Queue<Runnable> later = new ArrayDeque<>();
    private final JournalThreads threads = new JournalThreads(now::add, later::add);
    private @Nullable RuntimeException fault;
    private boolean breakerOpen;
    private int rejected;

    @Test
    void activeSessionsHaveARecordAndEndedOnesHaveNone() throws Exception {
        listen();
        RegisteredSession session = registry.open(SessionKind.SIGNALING, TestIdentities.ADA);
        session.activate();
        run(now);
        assertThat(SessionRecords.read(kept(session)).getState()).isEqualTo(SessionRecord.State.STATE_ACTIVE);
        session.close("left");
        run(now);
        assertThat(memory.read(session.id()).toCompletableFuture().join()).isNull();
        assertThat(count("written")).isEqualTo(2);
    }

    @Test
    void whatChangesWhileAWriteIsUnderWayIsWrittenAfterIt() {
        listen();
        RegisteredSession session = registry.open(SessionKind.SIGNALING, TestIdentities.ADA);
        session.activate();
        session.close("left at once");
        run(now);
        assertThat(attempts).hasSize(1);
        assertThat(attempts.get(0)).containsOnlyKeys(session.id()).containsValue(null);
    }

    @Test
    void manyChangesShareAWrite() {
        listen();
        for (int i = 0; i < SessionJournal.BATCH + 1; i++) {
            registry.open(SessionKind.WHEP, TestIdentities.ADA).activate();
        }
        run(now);
        assertThat(attempts).extracting(Map::size).containsExactly(SessionJournal.BATCH, 1);
    }

    @Test
    void aWriteThatFailsIsTriedAgainWithWhatIsTheLatestByThen() throws Exception {
        listen();
        fault = new StorageException("no connection");
        RegisteredSession session = registry.open(SessionKind.WHIP, TestIdentities.ADA);
        session.activate();
        run(now);
        assertThat(later).hasSize(1);
        assertThat(pending()).isEqualTo(1);
        fault = null;
        RegisteredSession other = registry.open(SessionKind.WHIP, TestIdentities.ADA);
        other.activate();
        assertThat(now).as("a journal that waits for a store that fails").isEmpty();
        retry();
        run(now);
        assertThat(kept(session)).isNotEmpty();
        assertThat(kept(other)).isNotEmpty();
        assertThat(count("failed")).isEqualTo(1);
        assertThat(count("written")).isEqualTo(2);
        assertThat(pending()).isEqualTo(0);
    }

    @Test
    void anOpenBreakerIsNotPassedAndNothingIsLostByIt() throws Exception {
        listen();
        breakerOpen = true;
        List<RegisteredSession> sessions = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            RegisteredSession session = registry.open(SessionKind.WHIP, TestIdentities.ADA);
            session.activate();
            sessions.add(session);
        }
        for (int second = 0; second < 60; second++) {
            run(now);
            retry();
        }
        assertThat(attempts).isEmpty();
        assertThat(rejected).isEqualTo(61);
        assertThat(pending()).isEqualTo(1000);
        breakerOpen = false;
        retry();
        run(now);
        for (RegisteredSession session : sessions) {
            assertThat(kept(session)).isNotEmpty();
        }
        assertThat(count("written")).isEqualTo(1000);
        assertThat(count("dropped")).isZero();
    }

    @Test
    void afterAFailureRemovalsGoFirstAndAlone() {
        listen();
        fault = new StorageException("full");
        RegisteredSession left = registry.open(SessionKind.WHIP, TestIdentities.ADA);
        left.activate();
        RegisteredSession stays = registry.open(SessionKind.WHIP, TestIdentities.ADA);
        stays.activate();
        run(now);
        left.close("left");
        attempts.clear();
        fault = null;
        retry();
        run(now);
        assertThat(attempts).hasSize(2);
        assertThat(attempts.get(0)).containsOnlyKeys(left.id()).containsValue(null);
        assertThat(attempts.get(1)).containsOnlyKeys(stays.id());
    }

    @Test
    void whatFindsNoRoomIsDroppedAndCounted() {
        listen();
        breakerOpen = true;
        for (int i = 0; i < SessionJournal.MAXIMUM_PENDING + 3; i++) {
            registry.open(SessionKind.WHEP, TestIdentities.ADA).activate();
        }
        assertThat(pending()).isEqualTo(SessionJournal.MAXIMUM_PENDING);
        assertThat(count("dropped")).isEqualTo(3);
    }

    @Test
    void closingCountsWhatTheStoreDoesNotTake() {
        SessionJournal journal = listen();
        fault = new StorageException("no connection");
        registry.open(SessionKind.WHIP, TestIdentities.ADA).activate();
        run(now);
        journal.close();
        assertThat(count("dropped")).isEqualTo(1);
        registry.open(SessionKind.WHIP, TestIdentities.ADA).activate();
        assertThat(now).isEmpty();
    }

    @Test
    void aRestartedNodeReadsCountsAndExpiresWhatTheFormerLifeLeft() {
        write("left", NOW - 5, 1);
        write("old", NOW - HOUR.toMillis() - 1, 1);
        write("newer-version", NOW - 5, 2);
        write("of-this-life", NOW, 1);
        write("mine.n1", NOW - 5, 1);
        write("of-another-node.n2", NOW - 5, 1);
        write("old-of-another-node.n2", NOW - HOUR.toMillis() - 1, 1);
        memory.write(Map.of("damaged", "{}".getBytes(StandardCharsets.US_ASCII)), HOUR);

        CompletableFuture<List<SessionRecord>> restored = listen().restore().toCompletableFuture();
        assertThat(restored).as("a store is not read on the thread that asks").isNotDone();
        run(now);
        assertThat(restored.join()).extracting(SessionRecord::getId).containsExactlyInAnyOrder("left", "mine.n1");
        assertThat(restoredCount("restored")).isEqualTo(2);
        assertThat(restoredCount("other-node")).isEqualTo(2);
        assertThat(restoredCount("expired")).isEqualTo(1);
        assertThat(restoredCount("unreadable")).isEqualTo(2);
        assertThat(keys())
                .containsExactlyInAnyOrder(
                        "left",
                        "newer-version",
                        "of-this-life",
                        "damaged",
                        "mine.n1",
                        "of-another-node.n2",
                        "old-of-another-node.n2");
    }

    @Test
    void aStoreThatCannotAnswerYetIsAskedAgain() {
        write("left", NOW - 5, 1);
        fault = new StorageException("no storage plugin serves");
        CompletableFuture<List<SessionRecord>> restored = listen().restore().toCompletableFuture();
        run(now);
        assertThat(restored).isNotDone();
        fault = null;
        retry();
        assertThat(restored.join()).hasSize(1);
    }

    private SessionJournal listen() {
        SessionJournal journal = new SessionJournal(
                new Faulty(),
                new OneBreaker(),
                threads,
                metrics,
                new SessionJournal.Settings(TestIdentities.NODE, Tenants.DEFAULT, HOUR, () -> NOW));
        registry.addListener(journal);
        return journal;
    }

    private static void run(Queue<Runnable> tasks) {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** A second passes. */
    private void retry() {
        List<Runnable> due = List.copyOf(later);
        later.clear();
        due.forEach(Runnable::run);
    }

    private byte[] kept(RegisteredSession session) {
        byte[] record = memory.read(session.id()).toCompletableFuture().join();
        if (record == null) {
            throw new AssertionError(session.id() + " has no record");
        }
        return record;
    }

    private void write(String id, long changed, int version) {
        memory.write(
                Map.of(
                        id,
                        SessionRecord.newBuilder()
                                .setVersion(version)
                                .setId(id)
                                .setState(SessionRecord.State.STATE_ACTIVE)
                                .setChangedEpochMillis(changed)
                                .build()
                                .toByteArray()),
                HOUR);
    }

    private List<String> keys() {
        List<String> keys = new ArrayList<>();
        try (StoredRecords records = memory.records()) {
            for (var record = records.next(); record != null; record = records.next()) {
                keys.add(record.key());
            }
        }
        return keys;
    }

    private long count(String result) {
        return metrics.counter("antiphon_session_records_total{result=\"" + result + "\"}")
                .getCount();
    }

    private long restoredCount(String result) {
        return metrics.counter("antiphon_session_records_restored_total{result=\"" + result + "\"}")
                .getCount();
    }

    private @Nullable Object pending() {
        Gauge<?> gauge = metrics.getGauges().get("antiphon_session_records_pending");
        return gauge == null ? null : gauge.getValue();
    }

    private final class Faulty implements SessionStore {
        @Override
        public CompletionStage<@Nullable Void> write(Map<String, byte @Nullable []> records, Duration timeToLive) {
            attempts.add(new HashMap<>(records));
            return fault == null ? memory.write(records, timeToLive) : CompletableFuture.failedFuture(fault);
        }

        @Override
        public CompletionStage<byte @Nullable []> read(String key) {
            return memory.read(key);
        }

        @Override
        public StoredRecords records() {
            if (fault != null) {
                throw fault;
            }
            return memory.records();
        }

        @Override
        public void close() {
            memory.close();
        }
    }

    /** Open when told to be. */
    private final class OneBreaker implements Breakers {
        @Override
        public <T extends @Nullable Object> T call(
                String downstream, Callable<? extends T> call, Callable<? extends T> fallback) throws Exception {
            assertThat(downstream).isEqualTo("store-sessions");
            return breakerOpen ? fallback.call() : call.call();
        }

        @Override
        public <T extends @Nullable Object> CompletionStage<T> callAsync(
                String downstream,
                Supplier<? extends CompletionStage<T>> call,
                Supplier<? extends CompletionStage<T>> fallback) {
            assertThat(downstream).isEqualTo("store-sessions");
            if (breakerOpen) {
                rejected++;
                return fallback.get();
            }
            return call.get();
        }

        @Override
        public List<BreakerInfo> breakers() {
            return List.of();
        }
    }
}
