// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.storage.SessionStore;
import im.antiphon.api.storage.SessionStoreFactory;
import im.antiphon.api.storage.StorageException;
import im.antiphon.api.storage.StoreLimits;
import im.antiphon.api.storage.StoredRecord;
import im.antiphon.api.storage.StoredRecords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets a store from one plugin to the next. Blocks; one thread at a time.
 *
 * <pre>
 * best plugin is …                             then
 * the serving one                              nothing
 * none, and the serving one goes               the product is closed, the store unserved
 * another version, persistent                  hold calls · wait for those under way · close · open · let calls go
 * another plugin                               open · calls to the successor · SAFE POINT: the last call to the former
 *                                              alone is answered · move record after record · the last call that may
 *                                              read both is answered · close
 * another one again, in the midst of a move    the move is finished first; where the successor fails it turns round:
 *                                              hold calls · wait for those under way · remove from the former what is
 *                                              out of date there · writes to the former again · move back
 * </pre>
 */
final class StoreMigration {
    private static final Logger LOG = LoggerFactory.getLogger(StoreMigration.class);

    private static final int MOVED_TOGETHER = 256;
    private static final long BYTES_MOVED_TOGETHER = 4 << 20;
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 1000;
    private static final long SOURCE_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** The side of a move that did not work. */
    private static final class MoveFailure extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean ofSource;

        MoveFailure(boolean ofSource, Throwable cause) {
            super(cause);
            this.ofSource = ofSource;
        }
    }

    private final SwappableSessionStore store;
    private final TenantSlot<SessionStoreFactory> slot;
    private final String name;
    private final LongSupplier nanoTime;

    /** Where the store was closed in the midst of a move. */
    private @Nullable OpenStore leftBehind;

    StoreMigration(
            SwappableSessionStore store, TenantSlot<SessionStoreFactory> slot, String name, LongSupplier nanoTime) {
        this.store = store;
        this.slot = slot;
        this.name = name;
        this.nanoTime = nanoTime;
    }

    /** Brings the store to the best plugin there is. */
    void follow() {
        OpenStore serving = store.current();
        for (BoundPlugin<SessionStoreFactory> plugin : slot.ranked()) {
            if (store.isClosed() || (serving != null && plugin == serving.plugin())) {
                return;
            }
            if (serving != null && isNextVersion(serving.plugin(), plugin)) {
                if (reopen(serving, plugin)) {
                    return;
                }
                serving = store.current();
                continue;
            }
            OpenStore successor = openFrom(plugin);
            if (successor != null) {
                if (serving == null) {
                    store.succeed(successor, null);
                } else {
                    move(new StoreHandOver(serving, successor));
                }
                return;
            }
        }
        if (serving != null && serving.plugin().isWithdrawn()) {
            LOG.warn("store {} is no longer served: {} goes", name, serving.label());
            store.succeed(null, null);
            retire(serving);
        }
    }

    /** The store is closed: ends what it has left. */
    void end() {
        OpenStore last = store.current();
        store.succeed(null, null);
        if (last != null) {
            retire(last);
        }
        OpenStore left = leftBehind;
        if (left != null) {
            leftBehind = null;
            retire(left);
        }
    }

    private static boolean isNextVersion(
            BoundPlugin<SessionStoreFactory> serving, BoundPlugin<SessionStoreFactory> next) {
        try {
            return serving.identity().name().equals(next.identity().name())
                    && next.factory().persistent();
        } catch (Throwable failure) { // what it is worth shows when it is opened
            return false;
        }
    }

    /** Another version of a persistent plugin finds the records where the former left them. */
    private boolean reopen(OpenStore serving, BoundPlugin<SessionStoreFactory> plugin) {
        long began = nanoTime.getAsLong();
        store.hold();
        OpenStore successor = null;
        try {
            close(serving);
            successor = openFrom(plugin);
            boolean follows = successor != null;
            if (successor == null) {
                successor = openFrom(serving.plugin());
            }
            store.succeed(successor, null);
            serving.release();
            return follows;
        } finally {
            store.resume();
            slot.paused(nanoTime.getAsLong() - began);
        }
    }

    private void move(StoreHandOver first) {
        StoreHandOver moving = first;
        store.succeed(moving.target(), moving); // returns at the safe point
        long pauseMillis = FIRST_PAUSE_MILLIS;
        long failingSinceNanos = 0;
        boolean failing = false;
        while (true) {
            if (store.isClosed()) {
                leftBehind = moving.source();
                return;
            }
            try {
                moveAll(moving);
                break;
            } catch (MoveFailure failure) {
                LOG.warn(
                        "store {}: {} → {} is interrupted",
                        name,
                        moving.source().label(),
                        moving.target().label(),
                        failure);
                if (!failure.ofSource && !isWanted(moving.target())) {
                    moving = turnRound(moving);
                    continue;
                }
                if (failure.ofSource && !failing) {
                    failingSinceNanos = nanoTime.getAsLong();
                }
                failing = failure.ofSource;
                if (failing && nanoTime.getAsLong() - failingSinceNanos > SOURCE_PATIENCE_NANOS) {
                    LOG.error(
                            "store {}: what {} had left is given up",
                            name,
                            moving.source().label());
                    break;
                }
            }
            store.pause(pauseMillis);
            pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
        }
        store.succeed(moving.target(), null);
        retire(moving.source());
    }

    private void moveAll(StoreHandOver moving) throws MoveFailure {
        try (StoredRecords pass = moving.source().product().records()) {
            List<StoredRecord> records = next(pass);
            while (!records.isEmpty() && !store.isClosed()) {
                copy(moving, records);
                removeFromSource(moving, records);
                records = next(pass);
            }
        } catch (StorageException failure) {
            throw new MoveFailure(true, failure);
        } catch (RuntimeException | LinkageError failure) {
            slot.failed(moving.source().plugin(), failure);
            throw new MoveFailure(true, failure);
        }
    }

    private static List<StoredRecord> next(StoredRecords pass) {
        List<StoredRecord> records = new ArrayList<>();
        long size = 0;
        while (records.size() < MOVED_TOGETHER && size < BYTES_MOVED_TOGETHER) {
            StoredRecord record = pass.next();
            if (record == null) {
                break;
            }
            records.add(record);
            size += record.value().length;
        }
        return records;
    }

    private void copy(StoreHandOver moving, List<StoredRecord> records) throws MoveFailure {
        Map<String, StoredRecord> copied = new HashMap<>();
        records.forEach(record -> copied.put(record.key(), record));
        CompletableFuture<@Nullable Void> arrival = store.depart(moving, copied);
        try {
            List<CompletableFuture<@Nullable Void>> answers = new ArrayList<>();
            for (StoredRecord record : copied.values()) {
                answers.add(store.call(moving.target(), () -> moving.target()
                        .product()
                        .write(Map.of(record.key(), record.value()), withinLimits(record.timeToLive()))));
            }
            answers.forEach(CompletableFuture::join);
        } catch (CompletionException failure) {
            throw new MoveFailure(false, failure);
        } finally {
            synchronized (store) {
                moving.arrived();
            }
            arrival.complete(null);
        }
    }

    private void removeFromSource(StoreHandOver moving, List<StoredRecord> records) throws MoveFailure {
        Set<String> keys = new TreeSet<>();
        records.forEach(record -> keys.add(record.key()));
        try {
            remove(moving.source(), keys);
        } catch (CompletionException failure) {
            throw new MoveFailure(true, failure);
        }
    }

    /**
     * The target fails and nobody wants it any more.
     *
     * @return the way back, or the same way where the source does not take writes either
     */
    private StoreHandOver turnRound(StoreHandOver moving) {
        long began = nanoTime.getAsLong();
        store.hold();
        try {
            Set<String> outOfDate;
            synchronized (store) {
                outOfDate = Set.copyOf(moving.written());
            }
            remove(moving.source(), outOfDate);
            StoreHandOver back = new StoreHandOver(moving.target(), moving.source());
            store.succeed(back.target(), back);
            return back;
        } catch (CompletionException failure) {
            LOG.warn(
                    "store {}: {} does not take its records back",
                    name,
                    moving.source().label(),
                    failure);
            store.pause(LONGEST_PAUSE_MILLIS);
            return moving;
        } finally {
            store.resume();
            slot.paused(nanoTime.getAsLong() - began);
        }
    }

    private void remove(OpenStore from, Set<String> keys) {
        Map<String, byte @Nullable []> batch = new HashMap<>();
        for (String key : keys) {
            batch.put(key, null);
            if (batch.size() == StoreLimits.MAXIMUM_BATCH_RECORDS) {
                write(from, batch);
                batch = new HashMap<>();
            }
        }
        if (!batch.isEmpty()) {
            write(from, batch);
        }
    }

    private void write(OpenStore to, Map<String, byte @Nullable []> batch) {
        store.call(to, () -> to.product().write(batch, StoreLimits.DEFAULT_TIME_TO_LIVE))
                .join();
    }

    private boolean isWanted(OpenStore target) {
        List<BoundPlugin<SessionStoreFactory>> ranked = slot.ranked();
        return !ranked.isEmpty() && ranked.get(0) == target.plugin();
    }

    private @Nullable OpenStore openFrom(BoundPlugin<SessionStoreFactory> plugin) {
        PluginLease<SessionStoreFactory, SessionStore> lease = slot.openFrom(plugin, factory -> factory.open(name));
        return lease == null ? null : new OpenStore(lease);
    }

    /** Closes a product that no call reaches any more, and lets its plugin go. */
    private void retire(OpenStore former) {
        close(former);
        former.release();
    }

    private void close(OpenStore former) {
        try {
            former.product().close();
        } catch (Throwable failure) {
            slot.failed(former.plugin(), failure);
        }
    }

    private static Duration withinLimits(Duration timeToLive) {
        if (timeToLive.compareTo(StoreLimits.MINIMUM_TIME_TO_LIVE) < 0) {
            return StoreLimits.MINIMUM_TIME_TO_LIVE;
        }
        return timeToLive.compareTo(StoreLimits.MAXIMUM_TIME_TO_LIVE) > 0
                ? StoreLimits.MAXIMUM_TIME_TO_LIVE
                : timeToLive;
    }
}
