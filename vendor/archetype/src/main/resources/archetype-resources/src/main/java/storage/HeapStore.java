package ${package};

import im.antiphon.api.storage.SessionStore;
import im.antiphon.api.storage.StorageException;
import im.antiphon.api.storage.StoreLimits;
import im.antiphon.api.storage.StoredRecord;
import im.antiphon.api.storage.StoredRecords;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Records in the heap. Durable means here: as long as the store is open. A lock guards the map for the length of one batch,
 * so that a batch is seen as a whole; every stage is complete on return. Safe from any thread.
 */
final class HeapStore implements SessionStore {
    /** What a record takes beside its key and its value, roughly. */
    private static final int OVERHEAD_BYTES = 128;

    private record Kept(String key, byte[] value, long writtenNanos, long timeToLiveNanos) {
        long sizeInBytes() {
            return OVERHEAD_BYTES + 2L * key.length() + value.length;
        }

        long leftNanos(long nowNanos) {
            return timeToLiveNanos - (nowNanos - writtenNanos);
        }
    }

    private final long capacityBytes;
    private final LongSupplier nanoTime;

    // guarded by this
    private final Map<String, Kept> records = new HashMap<>();
    private long sizeInBytes;
    private boolean closed;

    HeapStore(long capacityBytes, LongSupplier nanoTime) {
        this.capacityBytes = capacityBytes;
        this.nanoTime = nanoTime;
    }

    @Override
    public CompletionStage<@Nullable Void> write(Map<String, byte @Nullable []> batch, Duration timeToLive) {
        StoreLimits.requireWrite(batch, timeToLive);
        batch.keySet().forEach(StoreLimits::requireKey);
        long growth = batch.entrySet().stream()
                .mapToLong(record -> record.getValue() == null
                        ? 0
                        : OVERHEAD_BYTES + 2L * record.getKey().length() + record.getValue().length)
                .sum();
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(closedStore());
            }
            long nowNanos = nanoTime.getAsLong();
            if (growth > 0 && sizeInBytes + growth > capacityBytes) {
                removeExpired(nowNanos);
            }
            // Refused as a whole, and nothing else is evicted for it. Removals are always taken.
            if (growth > 0 && sizeInBytes + growth > capacityBytes) {
                return CompletableFuture.failedFuture(
                        new StorageException("the store is full: " + sizeInBytes + " of " + capacityBytes + " bytes"));
            }
            batch.forEach((key, value) -> {
                remove(key);
                if (value != null) {
                    Kept kept = new Kept(key, value.clone(), nowNanos, timeToLive.toNanos());
                    records.put(key, kept);
                    sizeInBytes += kept.sizeInBytes();
                }
            });
            return CompletableFuture.completedFuture(null);
        }
    }

    @Override
    public CompletionStage<byte @Nullable []> read(String key) {
        StoreLimits.requireKey(key);
        Kept kept;
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(closedStore());
            }
            kept = records.get(key);
        }
        boolean live = kept != null && kept.leftNanos(nanoTime.getAsLong()) > 0;
        return CompletableFuture.completedFuture(live ? kept.value().clone() : null);
    }

    /** References to all there is at this moment: the pass does not mind what is removed under it. */
    @Override
    public synchronized StoredRecords records() {
        if (closed) {
            throw closedStore();
        }
        return new Pass(List.copyOf(records.values()).iterator());
    }

    @Override
    public synchronized void close() {
        closed = true;
        records.clear();
        sizeInBytes = 0;
    }

    private void remove(String key) {
        Kept former = records.remove(key);
        if (former != null) {
            sizeInBytes -= former.sizeInBytes();
        }
    }

    private void removeExpired(long nowNanos) {
        records.values().removeIf(kept -> {
            boolean expired = kept.leftNanos(nowNanos) <= 0;
            if (expired) {
                sizeInBytes -= kept.sizeInBytes();
            }
            return expired;
        });
    }

    private static StorageException closedStore() {
        return new StorageException("the store is closed");
    }

    private final class Pass implements StoredRecords {
        private final Iterator<Kept> rest;

        Pass(Iterator<Kept> rest) {
            this.rest = rest;
        }

        @Override
        public @Nullable StoredRecord next() {
            while (rest.hasNext()) {
                Kept kept = rest.next();
                long leftNanos = kept.leftNanos(nanoTime.getAsLong());
                if (leftNanos > 0) {
                    return new StoredRecord(kept.key(), kept.value().clone(), Duration.ofNanos(leftNanos));
                }
            }
            return null;
        }

        @Override
        public void close() {
            // Holds references only.
        }
    }
}
