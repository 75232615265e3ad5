// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.storage.SessionStore;
import im.antiphon.api.storage.SessionStoreFactory;
import im.antiphon.api.storage.StorageException;
import im.antiphon.api.storage.StoreLimits;
import im.antiphon.api.storage.StoredRecords;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store whose plugin may be replaced while it is written to; {@link im.antiphon.api.storage.Stores} tells how. This
 * class is what its callers see: it sends each call to the product, or the two products, that it belongs to at the moment.
 * {@link StoreMigration} is what changes them, one task at a time.
 *
 * <p>The lock guards which products there are and how many calls are under way in each; it is never held while a product
 * is called. A call that is not answered in {@link #ANSWER_SECONDS} fails, so the wait for calls under way is bounded too.
 *
 * <p>While calls are held, for the moment in which a product is closed and opened again, {@link #HELD_CALLS} wait; more
 * are refused.
 */
final class SwappableSessionStore implements SessionStore, PluginUser {
    private static final Logger LOG = LoggerFactory.getLogger(SwappableSessionStore.class);

    static final int ANSWER_SECONDS = 10;
    static final int HELD_CALLS = 8192;

    /** How many calls that began under one arrangement of products have not been answered; under the store's lock. */
    static final class CallsUnderWay {
        private int count;
    }

    /** A write that has been sent to its product, and the hand-over it fell into. */
    private record Write(
            OpenStore target,
            @Nullable StoreHandOver moving,
            CallsUnderWay calls,
            Map<String, byte @Nullable []> records,
            Duration timeToLive,
            CompletableFuture<@Nullable Void> answer) {}

    private final TenantSlot<SessionStoreFactory> slot;
    private final Executor migrations;
    private final StoreMigration migration;
    private final Runnable onClosed;

    // guarded by this
    private final Queue<Runnable> held = new ArrayDeque<>();
    private @Nullable OpenStore current;
    private @Nullable StoreHandOver handOver;
    private CallsUnderWay calls = new CallsUnderWay();
    private boolean holding;
    private boolean migrating;
    private boolean rankingChanged;
    private boolean closed;

    /**
     * @param migrations runs one task of this store at a time; it may block for long
     * @param onClosed runs once, when another store of the name may be opened
     */
    SwappableSessionStore(
            String name,
            TenantSlot<SessionStoreFactory> slot,
            Executor migrations,
            LongSupplier nanoTime,
            Runnable onClosed) {
        this.slot = slot;
        this.migrations = migrations;
        this.onClosed = onClosed;
        this.migration = new StoreMigration(this, slot, name, nanoTime);
    }

    /** Opens the first product, if there is one, and from then on follows the ranking. */
    void start() {
        slot.attach(this);
        synchronized (this) {
            migrating = true;
        }
        migrate();
    }

    @Override
    public CompletionStage<@Nullable Void> write(Map<String, byte @Nullable []> records, Duration timeToLive) {
        StoreLimits.requireWrite(records, timeToLive);
        records.keySet().forEach(StoreLimits::requireKey);
        CompletableFuture<@Nullable Void> answer = new CompletableFuture<>();
        if (isClosed()) {
            answer.completeExceptionally(closedStore());
        } else {
            write(records, timeToLive, answer);
        }
        return answer;
    }

    @Override
    public CompletionStage<byte @Nullable []> read(String key) {
        StoreLimits.requireKey(key);
        CompletableFuture<byte @Nullable []> answer = new CompletableFuture<>();
        if (isClosed()) {
            answer.completeExceptionally(closedStore());
        } else {
            read(key, answer);
        }
        return answer;
    }

    /** Reads the former product first, so that a record which moves meanwhile is met in either. */
    @Override
    public StoredRecords records() {
        synchronized (this) {
            if (closed) {
                throw closedStore();
            }
            if (current == null) {
                throw unserved();
            }
            StoreHandOver moving = handOver;
            if (moving == null) {
                OpenStore serving = current;
                return new PassOverStores(() -> null, key -> false, serving.product()::records);
            }
            return new PassOverStores(
                    moving.source().product()::records,
                    key -> isOutOfDate(moving, key),
                    moving.target().product()::records);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            notifyAll();
            while (migrating) {
                waitUninterruptibly(Long.MAX_VALUE);
            }
        }
        slot.detach(this);
        migration.end();
        onClosed.run();
    }

    @Override
    public void onRankingChanged() {
        synchronized (this) {
            rankingChanged = true;
            if (migrating || closed) {
                notifyAll();
                return;
            }
            migrating = true;
        }
        migrations.execute(this::migrate);
    }

    private void migrate() {
        do {
            try {
                migration.follow();
            } catch (Throwable mistake) { // the next change of ranking finds a store that still follows
                LOG.error("a store did not follow its ranking", mistake);
            }
        } while (changedAgain());
    }

    private synchronized boolean changedAgain() {
        boolean again = rankingChanged && !closed;
        rankingChanged = false;
        migrating = again;
        notifyAll();
        return again;
    }

    private void write(
            Map<String, byte @Nullable []> records, Duration timeToLive, CompletableFuture<@Nullable Void> answer) {
        OpenStore target;
        StoreHandOver moving;
        CallsUnderWay arrangement;
        CompletableFuture<@Nullable Void> arrival = null;
        Map<String, byte @Nullable []> own = records;
        synchronized (this) {
            if (holding) {
                Map<String, byte @Nullable []> copy = copyOf(records);
                hold(() -> write(copy, timeToLive, answer), answer);
                return;
            }
            target = current;
            moving = handOver;
            arrangement = calls;
            if (target != null) {
                arrangement.count++;
                if (moving != null) {
                    own = copyOf(records);
                    arrival = moving.onWrite(own.keySet());
                }
            }
        }
        if (target == null) {
            answer.completeExceptionally(unserved());
            return;
        }
        Write write = new Write(target, moving, arrangement, own, timeToLive, answer);
        if (arrival == null) {
            begin(write);
        } else {
            arrival.whenComplete((arrived, never) -> begin(write));
        }
    }

    private void begin(Write write) {
        OpenStore target = write.target();
        call(target, () -> target.product().write(write.records(), write.timeToLive()))
                .whenComplete((done, failure) -> {
                    synchronized (this) {
                        if (write.moving() != null) {
                            write.moving().onAnswer(write.records().keySet(), failure == null);
                        }
                        end(write.calls());
                    }
                    answer(write.answer(), null, failure);
                });
    }

    private void read(String key, CompletableFuture<byte @Nullable []> answer) {
        OpenStore first;
        OpenStore second = null;
        CallsUnderWay arrangement;
        synchronized (this) {
            if (holding) {
                hold(() -> read(key, answer), answer);
                return;
            }
            first = current;
            arrangement = calls;
            if (first != null) {
                arrangement.count++;
                if (handOver != null && !handOver.written().contains(key)) {
                    second = first;
                    first = handOver.source();
                }
            }
        }
        if (first == null) {
            answer.completeExceptionally(unserved());
            return;
        }
        OpenStore former = first;
        OpenStore successor = second;
        call(former, () -> former.product().read(key)).whenComplete((value, failure) -> {
            if (successor == null || value != null || failure != null) {
                end(arrangement);
                answer(answer, value, failure);
            } else { // never there, or moved just now
                call(successor, () -> successor.product().read(key)).whenComplete((moved, failed) -> {
                    end(arrangement);
                    answer(answer, moved, failed);
                });
            }
        });
    }

    private synchronized void end(CallsUnderWay arrangement) {
        arrangement.count--;
        notifyAll();
    }

    /** Calls a product; the future fails with StorageException only, and in any case after {@link #ANSWER_SECONDS}. */
    <T extends @Nullable Object> CompletableFuture<T> call(OpenStore store, Supplier<CompletionStage<T>> call) {
        CompletableFuture<T> bounded = new CompletableFuture<>();
        CompletableFuture<T> answer = new CompletableFuture<>();
        bounded.whenComplete((value, failure) -> {
            if (failure == null) {
                answer.complete(value);
                return;
            }
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (cause instanceof StorageException refused) {
                answer.completeExceptionally(refused);
                return;
            }
            String label = store.label();
            answer.completeExceptionally(
                    cause instanceof TimeoutException
                            ? new StorageException("storage plugin " + label + " does not answer")
                            : new StorageException("storage plugin " + label + " failed", cause));
            slot.failed(store.plugin(), cause);
        });
        try {
            call.get().whenComplete((value, failure) -> {
                if (failure == null) {
                    bounded.complete(value);
                } else {
                    bounded.completeExceptionally(failure);
                }
            });
        } catch (Throwable failure) {
            bounded.completeExceptionally(failure);
        }
        bounded.orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS);
        return answer;
    }

    // What the migration does to it

    synchronized boolean isClosed() {
        return closed;
    }

    synchronized @Nullable OpenStore current() {
        return current;
    }

    /**
     * Calls go to {@code successor} from now on and, where it is given, to what the hand-over has in its source. Returns
     * when those that began before have been answered: none of them can miss a record that is moved or closed after that.
     */
    synchronized void succeed(@Nullable OpenStore successor, @Nullable StoreHandOver moving) {
        current = successor;
        handOver = moving;
        CallsUnderWay former = calls;
        calls = new CallsUnderWay();
        awaitAnswered(former);
    }

    /** No call is begun until {@link #resume}; returns when all that have been begun are answered. */
    synchronized void hold() {
        holding = true;
        awaitAnswered(calls);
    }

    void resume() {
        List<Runnable> calls;
        synchronized (this) {
            holding = false;
            calls = List.copyOf(held);
            held.clear();
        }
        calls.forEach(Runnable::run);
    }

    /** Waits until it is known of each of those keys whether the source has the newest record, then marks them. */
    synchronized CompletableFuture<@Nullable Void> depart(StoreHandOver moving, Map<String, ?> records) {
        while (records.keySet().stream().anyMatch(moving::isUndecided)) {
            waitUninterruptibly(Long.MAX_VALUE);
        }
        records.keySet().removeAll(moving.written());
        return moving.depart(records.keySet());
    }

    /** Returns after that time, or when the ranking has changed or the store is closed. */
    synchronized void pause(long millis) {
        if (!closed && !rankingChanged) {
            waitUninterruptibly(millis);
        }
    }

    private void awaitAnswered(CallsUnderWay arrangement) {
        while (arrangement.count > 0) {
            waitUninterruptibly(Long.MAX_VALUE);
        }
    }

    private void hold(Runnable call, CompletableFuture<?> answer) {
        if (held.size() >= HELD_CALLS) {
            answer.completeExceptionally(new StorageException("too many calls wait for the store to be handed over"));
        } else {
            held.add(call);
        }
    }

    private synchronized boolean isOutOfDate(StoreHandOver moving, String key) {
        return moving.written().contains(key);
    }

    private void waitUninterruptibly(long millis) {
        try {
            wait(millis == Long.MAX_VALUE ? 0 : millis);
        } catch (InterruptedException endOfTheNode) {
            // Every wait is for something bounded; to leave it early would lose records.
        }
    }

    private static <T extends @Nullable Object> void answer(
            CompletableFuture<T> answer, @Nullable T value, @Nullable Throwable failure) {
        if (failure == null) {
            answer.complete(value);
        } else {
            answer.completeExceptionally(failure);
        }
    }

    private static Map<String, byte @Nullable []> copyOf(Map<String, byte @Nullable []> records) {
        Map<String, byte @Nullable []> copy = new HashMap<>();
        records.forEach((key, value) -> copy.put(key, value == null ? null : value.clone()));
        return copy;
    }

    private static StorageException closedStore() {
        return new StorageException("the store is closed");
    }

    private static StorageException unserved() {
        return new StorageException("no storage plugin serves");
    }
}
