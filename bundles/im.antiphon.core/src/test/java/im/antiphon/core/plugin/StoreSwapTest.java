// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.PluginState;
import im.antiphon.api.storage.SessionStore;
import im.antiphon.api.storage.SessionStoreFactory;
import im.antiphon.api.storage.StorageException;
import im.antiphon.api.storage.StoredRecord;
import im.antiphon.api.storage.StoredRecords;
import im.antiphon.storage.memory.InMemorySessionStore;
import im.antiphon.storage.rocksdb.RocksDbSessionStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Storage plugins come and go under stores that are written to without a pause. */
class StoreSwapTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int SWAPS = 50;
    private static final int WRITERS = 3;
    private static final int KEYS = 40;
    private static final SlotSettings PATIENT = new SlotSettings(TimeUnit.SECONDS.toNanos(60), 3, 60_000_000_000L);

    @TempDir
    Path folder;

    private final long origin = System.nanoTime();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final PluginSlot<SessionStoreFactory> slot = new PluginSlot<>(
            PluginKind.STORAGE, new PluginJournal(new MetricRegistry(), System::currentTimeMillis), System::nanoTime);
    private final SlottedStores stores = new SlottedStores(slot, threads, System::nanoTime);

    @AfterEach
    void letThreadsGo() {
        threads.shutdownNow();
    }

    @Test
    void noAcknowledgedWriteIsLostOverFiftySwapsUnderConcurrentWriters() throws Exception {
        slot.bind(identity("memory", "1.0.0", 2, 1), this::memory);
        slot.bind(identity("rocksdb", "1.0.0", 1, 2), onDisk());
        SessionStore store = stores.open("sessions");
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger writes = new AtomicInteger();
        List<Future<Map<String, String>>> writers = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            int number = writer;
            writers.add(threads.submit(() -> writeUntil(over, store, number, writes)));
        }
        for (int swap = 0; swap < SWAPS; swap++) {
            int before = writes.get();
            await(() -> writes.get() > before + 20);
            slot.configure(swap % 2 == 0 ? "rocksdb" : "memory", SlotSettings.DEFAULT);
            if (swap % 3 != 0) { // else the next swap comes while records still move
                awaitServing(swap % 2 == 0 ? 2 : 1);
            }
        }
        over.set(true);
        Map<String, String> expected = new HashMap<>();
        for (Future<Map<String, String>> writer : writers) {
            expected.putAll(writer.get(60, TimeUnit.SECONDS));
        }
        awaitServing(1);
        assertThat(contents(store)).isEqualTo(expected);
        slot.configure("rocksdb", SlotSettings.DEFAULT);
        awaitServing(2);
        assertThat(contents(store)).isEqualTo(expected);
        assertThat(slot.list()).allMatch(plugin -> plugin.failures() == 0);
        store.close();
        assertThat(slot.list()).allMatch(plugin -> plugin.users() == 0);
    }

    @Test
    void theNextVersionOfAPersistentPluginFindsTheRecordsAndCallsWaitForIt() throws Exception {
        slot.configure("", PATIENT);
        slot.bind(identity("rocksdb", "1.0.0", 1, 1), onDisk());
        SessionStore store = stores.open("sessions");
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger writes = new AtomicInteger();
        Future<Map<String, String>> writer = threads.submit(() -> writeUntil(over, store, 0, writes));
        for (int version = 2; version < 12; version++) {
            int before = writes.get();
            await(() -> writes.get() > before + 10);
            slot.bind(identity("rocksdb", version + ".0.0", 1, version), onDisk());
            assertThat(slot.unbind(version - 1)).isTrue();
        }
        over.set(true);
        Map<String, String> expected = writer.get(60, TimeUnit.SECONDS);
        assertThat(contents(store)).isEqualTo(expected);
        store.close();
    }

    @Test
    void aPluginThatGoesIsHeldUntilItsRecordsHaveMoved() {
        slot.configure("", PATIENT);
        slot.bind(identity("rocksdb", "1.0.0", 1, 1), onDisk());
        SessionStore store = stores.open("sessions");
        Map<String, byte @Nullable []> batch = new HashMap<>();
        for (int i = 0; i < 3000; i++) {
            batch.put("key " + i, bytes("value " + i));
        }
        join(store.write(batch, HOUR));
        slot.bind(identity("memory", "1.0.0", 0, 2), this::memory);
        assertThat(slot.unbind(1)).isTrue();
        assertThat(contents(store)).hasSize(3000).containsEntry("key 7", "value 7");
        store.close();
    }

    @Test
    void whereTheWholeNodeStopsRecordsStayOnTheDisk() {
        slot.bind(identity("rocksdb", "1.0.0", 2, 1), onDisk());
        slot.bind(identity("memory", "1.0.0", 1, 2), this::memory);
        SessionStore store = stores.open("sessions");
        join(store.write(Map.of("k", bytes("v")), HOUR));
        stores.closeAll();
        slot.unbind(1);
        slot.unbind(2);
        assertThatThrownBy(() -> join(store.read("k"))).hasCauseInstanceOf(StorageException.class);
        try (SessionStore again = onDisk().open("sessions")) {
            assertThat(read(again, "k")).isEqualTo("v");
        }
    }

    @Test
    void aSuccessorThatFailsIsTurnedAwayFromAndNothingIsLost() {
        FailingStore remote = new FailingStore(memory("remote"));
        slot.bind(identity("memory", "1.0.0", 2, 1), this::memory);
        slot.bind(identity("remote", "1.0.0", 1, 2), name -> remote);
        SessionStore store = stores.open("sessions");
        join(store.write(Map.of("old", bytes("1"), "rewritten", bytes("1")), HOUR));
        remote.fail(true);
        slot.configure("remote", SlotSettings.DEFAULT);
        await(() -> remote.refused() > 0);
        assertThat(read(store, "old")).isEqualTo("1");
        assertThatThrownBy(() -> join(store.write(Map.of("rewritten", bytes("lost")), HOUR)))
                .hasCauseInstanceOf(StorageException.class);
        assertThat(read(store, "rewritten")).isEqualTo("1");
        slot.configure("memory", SlotSettings.DEFAULT);
        await(() -> succeeds(store.write(Map.of("new", bytes("2")), HOUR)));
        remote.fail(false);
        awaitServing(1);
        assertThat(contents(store)).isEqualTo(Map.of("old", "1", "rewritten", "1", "new", "2"));
        store.close();
    }

    @Test
    void aSuccessorThatFailsForAWhileGetsAllRecordsInTheEnd() {
        FailingStore remote = new FailingStore(memory("remote"));
        slot.bind(identity("memory", "1.0.0", 2, 1), this::memory);
        slot.bind(identity("remote", "1.0.0", 1, 2), name -> remote);
        SessionStore store = stores.open("sessions");
        join(store.write(Map.of("old", bytes("1"), "rewritten", bytes("1")), HOUR));
        remote.fail(true);
        slot.configure("remote", SlotSettings.DEFAULT);
        await(() -> remote.refused() > 0);
        remote.fail(false);
        join(store.write(Map.of("rewritten", bytes("2")), HOUR));
        awaitServing(2);
        assertThat(contents(store)).isEqualTo(Map.of("old", "1", "rewritten", "2"));
        store.close();
    }

    @Test
    void aProductThatThrowsFailsTheCallAndIsQuarantinedInTheEnd() {
        slot.bind(identity("broken", "1.0.0", 2, 1), name -> new SessionStore() {
            @Override
            public CompletionStage<@Nullable Void> write(Map<String, byte @Nullable []> records, Duration timeToLive) {
                throw new IllegalStateException("a mistake");
            }

            @Override
            public CompletionStage<byte @Nullable []> read(String key) {
                return CompletableFuture.failedFuture(new UnsupportedOperationException());
            }

            @Override
            public StoredRecords records() {
                return memory(name).records();
            }

            @Override
            public void close() {
                throw new IllegalStateException("another mistake");
            }
        });
        slot.bind(identity("memory", "1.0.0", 1, 2), this::memory);
        SessionStore store = stores.open("sessions");
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> join(store.write(Map.of("k", bytes("v")), HOUR)))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(StorageException.class);
        }
        await(() -> succeeds(store.write(Map.of("k", bytes("v")), HOUR)));
        assertThat(slot.list())
                .anyMatch(plugin ->
                        plugin.state() == PluginState.SERVING && plugin.name().equals("memory"))
                .anyMatch(plugin -> plugin.state() == PluginState.QUARANTINED
                        && plugin.name().equals("broken"));
        assertThat(contents(store)).containsEntry("k", "v");
        store.close();
    }

    @Test
    void withoutAPluginCallsFailAndWithTheFirstOneTheyDoNot() {
        slot.configure("", PATIENT);
        SessionStore store = stores.open("sessions");
        assertThatThrownBy(() -> join(store.read("k"))).hasCauseInstanceOf(StorageException.class);
        assertThatThrownBy(store::records).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> stores.open("sessions")).isInstanceOf(IllegalStateException.class);
        slot.bind(identity("memory", "1.0.0", 0, 1), this::memory);
        await(() -> succeeds(store.write(Map.of("k", bytes("v")), HOUR)));
        assertThat(read(store, "k")).isEqualTo("v");
        assertThat(slot.unbind(1)).isTrue();
        assertThatThrownBy(() -> join(store.read("k"))).hasCauseInstanceOf(StorageException.class);
        store.close();
        stores.open("sessions").close();
    }

    /** Writes, rewrites and removes its own keys; what is acknowledged is what it answers. */
    private static Map<String, String> writeUntil(
            AtomicBoolean over, SessionStore store, int writer, AtomicInteger writes) {
        Random random = new Random(writer);
        Map<String, String> expected = new HashMap<>();
        for (int i = 0; !over.get(); i++) {
            String key = writer + "/" + random.nextInt(KEYS);
            String other = writer + "/" + random.nextInt(KEYS);
            Map<String, byte @Nullable []> batch = new HashMap<>();
            String value = writer + ":" + i;
            batch.put(key, bytes(value));
            batch.put(other, i % 5 == 0 ? null : bytes(value));
            join(store.write(batch, HOUR));
            batch.forEach((written, bytes) -> {
                if (bytes == null) {
                    expected.remove(written);
                } else {
                    expected.put(written, value);
                }
            });
            String checked = writer + "/" + random.nextInt(KEYS);
            assertThat(read(store, checked))
                    .as("%s after %d writes", checked, i)
                    .isEqualTo(expected.get(checked));
            writes.incrementAndGet();
        }
        return expected;
    }

    /** Waits until the store has migrated to that service and its predecessors are let go. */
    private void awaitServing(long serviceId) {
        await(() -> slot.forAll().ranked().stream()
                .allMatch(plugin -> (plugin.users() > 0) == (plugin.identity().serviceId() == serviceId)));
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for a minute").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private SessionStore memory(String name) {
        return new InMemorySessionStore(64 << 20, () -> System.nanoTime() - origin);
    }

    private SessionStoreFactory onDisk() {
        return new SessionStoreFactory() {
            @Override
            public SessionStore open(String name) {
                return RocksDbSessionStore.open(folder.resolve(name), threads, threads, System::currentTimeMillis);
            }

            @Override
            public boolean persistent() {
                return true;
            }
        };
    }

    private static PluginIdentity identity(String name, String version, int ranking, long serviceId) {
        return new PluginIdentity(name, PluginVersion.parse(version), "test." + name, ranking, serviceId);
    }

    private static Map<String, String> contents(SessionStore store) {
        Map<String, String> contents = new HashMap<>();
        try (StoredRecords pass = store.records()) {
            for (StoredRecord record = pass.next(); record != null; record = pass.next()) {
                contents.put(record.key(), new String(record.value(), StandardCharsets.UTF_8));
            }
        }
        return contents;
    }

    private static @Nullable String read(SessionStore store, String key) {
        byte[] value = join(store.read(key));
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    private static boolean succeeds(CompletionStage<?> stage) {
        try {
            stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
            return true;
        } catch (CompletionException failure) {
            return false;
        }
    }

    private static <T extends @Nullable Object> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
