// SPDX-License-Identifier: Apache-2.0
package im.antiphon.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.antiphon.api.storage.SessionStore;
import im.antiphon.api.storage.SessionStoreFactory;
import im.antiphon.api.storage.StorageException;
import im.antiphon.api.storage.StoreLimits;
import im.antiphon.api.storage.StoredRecord;
import im.antiphon.api.storage.StoredRecords;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every session store has to do, wherever it keeps its records. {@link #factory()} is asked once for each test and
 * has to come upon no records of another.
 */
public abstract class SessionStoreContract {
    private static final Duration LONG = Duration.ofHours(1);
    private static final long PATIENCE_SECONDS = 60;

    private final List<SessionStore> opened = new ArrayList<>();
    private SessionStoreFactory factory = name -> {
        throw new IllegalStateException("not begun");
    };

    /** The factory under test, with nothing stored. */
    protected abstract SessionStoreFactory factory();

    @BeforeEach
    final void begin() {
        factory = factory();
    }

    @AfterEach
    final void end() {
        opened.forEach(SessionStore::close);
    }

    @Test
    void whatWasWrittenIsRead() {
        SessionStore store = open("contract");
        write(store, Map.of("alice", bytes("one")), LONG);
        assertThat(read(store, "alice")).isEqualTo(bytes("one"));
        write(store, Map.of("alice", bytes("two")), LONG);
        assertThat(read(store, "alice")).isEqualTo(bytes("two"));
        assertThat(read(store, "bob")).isNull();
    }

    @Test
    void aNullValueRemoves() {
        SessionStore store = open("contract");
        write(store, Map.of("alice", bytes("one"), "bob", bytes("two")), LONG);
        write(store, batch("alice", null, "carol", bytes("three"), "nobody", null), LONG);
        assertThat(read(store, "alice")).isNull();
        assertThat(read(store, "bob")).isEqualTo(bytes("two"));
        assertThat(read(store, "carol")).isEqualTo(bytes("three"));
        assertThat(read(store, "nobody")).isNull();
    }

    @Test
    void anEmptyBatchIsAcknowledged() {
        write(open("contract"), Map.of(), LONG);
    }

    @Test
    void aRecordIsGoneAfterItsTime() {
        SessionStore store = open("contract");
        write(store, Map.of("brief", bytes("soon gone"), "brief too", bytes("soon gone")), Duration.ofMillis(150));
        write(store, Map.of("lasting", bytes("stays")), LONG);
        awaitGone(store, "brief");
        awaitGone(store, "brief too");
        assertThat(read(store, "lasting")).isEqualTo(bytes("stays"));
        assertThat(contents(store)).containsOnlyKeys("lasting");
    }

    @Test
    void anotherWriteBeginsTheTimeAnew() {
        SessionStore store = open("contract");
        write(store, Map.of("renewed", bytes("one"), "marker", bytes("")), Duration.ofMillis(150));
        write(store, Map.of("renewed", bytes("two")), LONG);
        awaitGone(store, "marker");
        assertThat(read(store, "renewed")).isEqualTo(bytes("two"));
        write(store, Map.of("renewed", bytes("three")), Duration.ofMillis(1));
        awaitGone(store, "renewed");
    }

    @Test
    void theShortestAndTheLongestTimeAreTaken() {
        SessionStore store = open("contract");
        write(store, Map.of("shortest", bytes("x")), StoreLimits.MINIMUM_TIME_TO_LIVE);
        write(store, Map.of("longest", bytes("y")), StoreLimits.MAXIMUM_TIME_TO_LIVE);
        awaitGone(store, "shortest");
        assertThat(read(store, "longest")).isEqualTo(bytes("y"));
    }

    @Test
    void hostileKeysAreKeysLikeOthers() {
        SessionStore store = open("contract");
        List<String> keys = List.of(
                "",
                " ",
                "\0",
                "a\0b",
                "*",
                "a*",
                "[a-z]?",
                "{tag}",
                "../../etc/passwd",
                "line\r\nbreak",
                "\u00e4",
                "a\u0308",
                "\ud83d\udcde",
                "\uffff",
                "k".repeat(StoreLimits.MAXIMUM_KEY_BYTES),
                "k".repeat(StoreLimits.MAXIMUM_KEY_BYTES - 1));
        Map<String, byte @Nullable []> batch = new HashMap<>();
        keys.forEach(key -> batch.put(key, bytes("value of " + key)));
        write(store, batch, LONG);
        for (String key : keys) {
            assertThat(read(store, key)).as("key %s", key).isEqualTo(bytes("value of " + key));
        }
        assertThat(contents(store)).containsOnlyKeys(keys);
    }

    @Test
    void hostileValuesComeBackAsTheyWere() {
        SessionStore store = open("contract");
        Random random = new Random(1);
        for (int size : new int[] {0, 1, 255, 65_536, 1 << 20, StoreLimits.MAXIMUM_VALUE_BYTES}) {
            byte[] value = new byte[size];
            random.nextBytes(value);
            write(store, Map.of("value", value), LONG);
            assertThat(Arrays.equals(read(store, "value"), value))
                    .as("%d bytes", size)
                    .isTrue();
        }
        byte[] zeros = new byte[1 << 20];
        write(store, Map.of("one", zeros, "two", zeros), LONG);
        assertThat(Arrays.equals(read(store, "two"), zeros)).isTrue();
    }

    @Test
    void whatIsBeyondTheLimitsIsMisuse() {
        SessionStore store = open("contract");
        String tooLong = "k".repeat(StoreLimits.MAXIMUM_KEY_BYTES + 1);
        byte[] tooLarge = new byte[StoreLimits.MAXIMUM_VALUE_BYTES + 1];
        assertMisuse(() -> store.write(Map.of(tooLong, bytes("x")), LONG));
        assertMisuse(() -> store.read(tooLong));
        assertMisuse(() -> store.write(Map.of("\ud800", bytes("x")), LONG));
        assertMisuse(() -> store.read("lone \udc00 surrogate"));
        assertMisuse(() -> store.write(Map.of("k", tooLarge), LONG));
        assertMisuse(() -> store.write(Map.of("k", bytes("x")), Duration.ZERO));
        assertMisuse(() -> store.write(Map.of("k", bytes("x")), Duration.ofSeconds(-1)));
        assertMisuse(() -> store.write(Map.of("k", bytes("x")), Duration.ofDays(10_000)));
        assertMisuse(() -> open("../elsewhere"));
        assertMisuse(() -> open(""));
        assertThat(contents(store)).isEmpty();
    }

    @Test
    void theCallersArraysAreItsOwn() {
        SessionStore store = open("contract");
        byte[] value = bytes("mine");
        Map<String, byte @Nullable []> batch = batch("key", value, "other", bytes("x"));
        CompletionStage<@Nullable Void> written = store.write(batch, LONG);
        Arrays.fill(value, (byte) '!');
        batch.clear();
        await(written);
        byte[] first = read(store, "key");
        assertThat(first).isEqualTo(bytes("mine"));
        if (first != null) {
            Arrays.fill(first, (byte) '?');
        }
        assertThat(read(store, "key")).isEqualTo(bytes("mine"));
    }

    @Test
    void aBatchIsSeenAsAWhole() {
        SessionStore store = open("contract");
        AtomicInteger writers = new AtomicInteger();
        int rounds = 60;
        write(store, Map.of("left", bytes("0"), "right", bytes("0")), LONG);
        Together.run(() -> {
            if (writers.getAndIncrement() == 0) {
                for (int i = 1; i <= rounds; i++) {
                    write(store, Map.of("left", bytes("" + i), "right", bytes("" + i)), LONG);
                }
            } else {
                for (int i = 0; i < rounds; i++) {
                    int left = number(read(store, "left"));
                    int right = number(read(store, "right"));
                    assertThat(right).as("read after left = %d", left).isGreaterThanOrEqualTo(left);
                    int leftAgain = number(read(store, "left"));
                    assertThat(leftAgain).as("read after right = %d", right).isGreaterThanOrEqualTo(right);
                }
            }
            return true;
        });
    }

    @Test
    void whatIsAcknowledgedIsThereHoweverManyWrite() {
        SessionStore store = open("contract");
        AtomicInteger threads = new AtomicInteger();
        int each = 250;
        Together.run(() -> {
            int thread = threads.getAndIncrement();
            List<CompletableFuture<@Nullable Void>> writes = new ArrayList<>();
            for (int i = 0; i < each; i++) {
                String key = thread + "/" + i;
                writes.add(store.write(Map.of(key, bytes(key), "shared", bytes(key)), LONG)
                        .toCompletableFuture());
            }
            writes.forEach(SessionStoreContract::await);
            return true;
        });
        Map<String, byte[]> contents = contents(store);
        assertThat(contents).hasSize(Together.THREADS * each + 1).containsKey("shared");
        contents.forEach((key, value) -> {
            if (!key.equals("shared")) {
                assertThat(value).isEqualTo(bytes(key));
            }
        });
    }

    @Test
    void ofTwoWritesTheOneAfterTheAcknowledgementWins() {
        SessionStore store = open("contract");
        for (int i = 0; i < 50; i++) {
            write(store, Map.of("counter", bytes("" + i)), LONG);
            assertThat(number(read(store, "counter"))).isEqualTo(i);
        }
    }

    @Test
    void aPassDeliversEveryRecordWithTheTimeItHasLeft() {
        SessionStore store = open("contract");
        Map<String, byte @Nullable []> batch = new HashMap<>();
        for (int i = 0; i < 1000; i++) {
            batch.put("key " + i, bytes("value " + i));
        }
        write(store, batch, LONG);
        write(store, batch("key 7", null), LONG);
        int count = 0;
        try (StoredRecords pass = store.records()) {
            for (StoredRecord record = pass.next(); record != null; record = pass.next()) {
                assertThat(record.value()).isEqualTo(batch.get(record.key()));
                assertThat(record.timeToLive()).isPositive().isLessThanOrEqualTo(LONG.plusMillis(1));
                assertThat(record.timeToLive()).isGreaterThan(LONG.minusMinutes(5));
                count++;
            }
            assertThat(pass.next()).isNull();
        }
        assertThat(count).isGreaterThanOrEqualTo(999);
        assertThat(contents(store)).hasSize(999).doesNotContainKey("key 7");
    }

    @Test
    void aPassBearsThatItsRecordsAreRemovedUnderIt() {
        SessionStore store = open("contract");
        Map<String, byte @Nullable []> batch = new HashMap<>();
        for (int i = 0; i < 1000; i++) {
            batch.put("key " + i, bytes("value " + i));
        }
        write(store, batch, LONG);
        Map<String, byte[]> delivered = new HashMap<>();
        List<CompletionStage<@Nullable Void>> removals = new ArrayList<>();
        try (StoredRecords pass = store.records()) {
            for (StoredRecord record = pass.next(); record != null; record = pass.next()) {
                delivered.put(record.key(), record.value());
                removals.add(store.write(batch(record.key(), null), LONG));
                if (delivered.size() % 100 == 0) {
                    removals.forEach(SessionStoreContract::await);
                }
            }
        }
        removals.forEach(SessionStoreContract::await);
        assertThat(delivered).containsOnlyKeys(batch.keySet());
        assertThat(contents(store)).isEmpty();
    }

    @Test
    void twoStoresKeepApart() {
        SessionStore one = open("one");
        SessionStore other = open("one-other");
        write(one, Map.of("key", bytes("one")), LONG);
        write(other, Map.of("key", bytes("other")), LONG);
        assertThat(read(one, "key")).isEqualTo(bytes("one"));
        write(one, batch("key", null), LONG);
        assertThat(contents(one)).isEmpty();
        assertThat(contents(other)).containsOnlyKeys("key");
    }

    @Test
    void whatWasAcceptedBeforeTheEndIsCarriedOut() {
        SessionStore store = open("contract");
        List<CompletableFuture<@Nullable Void>> writes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            writes.add(store.write(Map.of("key " + i, bytes("x")), LONG).toCompletableFuture());
        }
        store.close();
        writes.forEach(SessionStoreContract::await);
        if (factory.persistent()) {
            assertThat(contents(open("contract"))).hasSize(100);
        }
    }

    @Test
    void aClosedStoreRefusesAndMayBeClosedAgain() {
        SessionStore store = open("contract");
        write(store, Map.of("key", bytes("x")), LONG);
        store.close();
        store.close();
        assertRefused(store.write(Map.of("key", bytes("y")), LONG));
        assertRefused(store.read("key"));
        assertThatThrownBy(store::records).isInstanceOf(StorageException.class);
        byte[] again = read(open("contract"), "key");
        assertThat(again).isEqualTo(factory.persistent() ? bytes("x") : null);
    }

    private SessionStore open(String name) {
        SessionStore store = factory.open(name);
        opened.add(store);
        return store;
    }

    private static Map<String, byte[]> contents(SessionStore store) {
        Map<String, byte[]> contents = new HashMap<>();
        try (StoredRecords pass = store.records()) {
            for (StoredRecord record = pass.next(); record != null; record = pass.next()) {
                contents.put(record.key(), record.value());
            }
        }
        return contents;
    }

    private static void write(SessionStore store, Map<String, byte @Nullable []> records, Duration timeToLive) {
        await(store.write(records, timeToLive));
    }

    private static byte @Nullable [] read(SessionStore store, String key) {
        return await(store.read(key));
    }

    private static <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    private static void awaitGone(SessionStore store, String key) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (read(store, key) != null) {
            assertThat(System.nanoTime()).as("%s never expires", key).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static void assertRefused(CompletionStage<?> stage) {
        assertThatThrownBy(() -> await(stage))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(StorageException.class);
    }

    private static void assertMisuse(org.assertj.core.api.ThrowableAssert.ThrowingCallable misuse) {
        assertThatIllegalArgumentException().isThrownBy(misuse);
    }

    private static Map<String, byte @Nullable []> batch(String key, byte @Nullable [] value) {
        Map<String, byte @Nullable []> batch = new HashMap<>();
        batch.put(key, value);
        return batch;
    }

    private static Map<String, byte @Nullable []> batch(
            String key, byte @Nullable [] value, String other, byte @Nullable [] otherValue) {
        Map<String, byte @Nullable []> batch = batch(key, value);
        batch.put(other, otherValue);
        return batch;
    }

    private static Map<String, byte @Nullable []> batch(
            String first,
            byte @Nullable [] firstValue,
            String second,
            byte @Nullable [] secondValue,
            String third,
            byte @Nullable [] thirdValue) {
        Map<String, byte @Nullable []> batch = batch(first, firstValue, second, secondValue);
        batch.put(third, thirdValue);
        return batch;
    }

    private static int number(byte @Nullable [] value) {
        return value == null ? -1 : Integer.parseInt(new String(value, StandardCharsets.UTF_8));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
