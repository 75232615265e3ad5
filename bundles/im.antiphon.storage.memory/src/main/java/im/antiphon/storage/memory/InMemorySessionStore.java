// SPDX-License-Identifier: Apache-2.0
package im.antiphon.storage.memory;

import im.antiphon.api.storage.SessionStore;
import im.antiphon.api.storage.StorageException;
import im.antiphon.api.storage.StoreLimits;
import im.antiphon.api.storage.StoredRecord;
import im.antiphon.api.storage.StoredRecords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Records in the heap. Durable means: as long as the process lives and the store is open. A lock guards the map for the
 * length of one batch, so that a batch is seen as a whole; every stage is complete on return.
 *
 * <p>Expired records go with the next write, soonest expiry first. A write that would take the store beyond its capacity is
 * refused; nothing is evicted.
 */
public final class InMemorySessionStore implements SessionStore {
    /** What a record takes beside its key and value, roughly. */
    static final int OVERHEAD_BYTES = 160;

    /** A record; the number makes those that expire at the same time distinct. */
    private record Entry(String key, byte[] value, long expiryNanos, long number) {
        /** Two bytes for each character, as the heap has them at worst. */
        long sizeInBytes() {
            return OVERHEAD_BYTES + 2L * key.length() + value.length;
        }
    }

    private final long capacityBytes;
    private final LongSupplier nanoTime;

    // guarded by this
    private final Map<String, Entry> entries = new HashMap<>();
    private final TreeSet<Entry> byExpiry =
            new TreeSet<>(Comparator.comparingLong(Entry::expiryNanos).thenComparingLong(Entry::number));
    private long sizeInBytes;
    private long number;
    private boolean closed;

    /**
     * @param capacityBytes of all keys and values together
     * @param nanoTime a clock that does not jump and begins near zero, so that its values compare
     */
    public InMemorySessionStore(long capacityBytes, LongSupplier nanoTime) {
        this.capacityBytes = capacityBytes;
        this.nanoTime = nanoTime;
    }

    @Override
    public CompletionStage<@Nullable Void> write(Map<String, byte @Nullable []> records, Duration timeToLive) {
        StoreLimits.requireWrite(records, timeToLive);
        records.keySet().forEach(StoreLimits::requireKey);
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(closedStore());
            }
            long nowNanos = nanoTime.getAsLong();
            purge(nowNanos);
            List<Entry> written = new ArrayList<>(records.size());
            long grown = sizeInBytes;
            for (Map.Entry<String, byte @Nullable []> record : records.entrySet()) {
                Entry former = entries.get(record.getKey());
                grown -= former == null ? 0 : former.sizeInBytes();
                byte[] value = record.getValue();
                if (value != null) {
                    Entry entry = new Entry(record.getKey(), value.clone(), nowNanos + timeToLive.toNanos(), ++number);
                    grown += entry.sizeInBytes();
                    written.add(entry);
                }
            }
            if (grown > capacityBytes && grown > sizeInBytes) {
                return CompletableFuture.failedFuture(new StorageException(
                        "the store is full: " + grown + " bytes (expected: <= " + capacityBytes + ")"));
            }
            for (String key : records.keySet()) {
                remove(key);
            }
            for (Entry entry : written) {
                entries.put(entry.key(), entry);
                byExpiry.add(entry);
            }
            sizeInBytes = grown;
            return CompletableFuture.completedFuture(null);
        }
    }

    @Override
    public CompletionStage<byte @Nullable []> read(String key) {
        StoreLimits.requireKey(key);
        Entry entry;
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(closedStore());
            }
            entry = entries.get(key);
        }
        return CompletableFuture.completedFuture(
                entry == null || entry.expiryNanos() <= nanoTime.getAsLong()
                        ? null
                        : entry.value().clone());
    }

    /** Takes references, not copies, of all there is at this moment. */
    @Override
    public synchronized StoredRecords records() {
        if (closed) {
            throw closedStore();
        }
        return new Pass(List.copyOf(entries.values()).iterator());
    }

    /** Lets all records go. */
    @Override
    public synchronized void close() {
        closed = true;
        entries.clear();
        byExpiry.clear();
        sizeInBytes = 0;
    }

    private void purge(long nowNanos) {
        while (!byExpiry.isEmpty() && byExpiry.first().expiryNanos() <= nowNanos) {
            Entry expired = byExpiry.first();
            sizeInBytes -= expired.sizeInBytes();
            remove(expired.key());
        }
    }

    private void remove(String key) {
        Entry former = entries.remove(key);
        if (former != null) {
            byExpiry.remove(former);
        }
    }

    private static StorageException closedStore() {
        return new StorageException("the store is closed");
    }

    private final class Pass implements StoredRecords {
        private final Iterator<Entry> rest;

        Pass(Iterator<Entry> rest) {
            this.rest = rest;
        }

        @Override
        public @Nullable StoredRecord next() {
            while (rest.hasNext()) {
                Entry entry = rest.next();
                long left = entry.expiryNanos() - nanoTime.getAsLong();
                if (left > 0) {
                    return new StoredRecord(entry.key(), entry.value().clone(), Duration.ofNanos(left));
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
