// SPDX-License-Identifier: Apache-2.0
package im.antiphon.storage.rocksdb;

import im.antiphon.api.storage.SessionStore;
import im.antiphon.api.storage.StorageException;
import im.antiphon.api.storage.StoreLimits;
import im.antiphon.api.storage.StoredRecord;
import im.antiphon.api.storage.StoredRecords;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * Records in a database of RocksDB. Durable means: in the write-ahead log, and the log forced to the disk.
 *
 * <p><b>Writes</b> queue up and are committed in groups by one task at a time: all that came while the disk was busy share
 * its next turn, so the number of writes a second is not bound to the number of turns of the disk. A group is one batch of
 * the database, hence each of its members is all there or not at all. The queue takes {@link #QUEUED_WRITES} writes of
 * {@link #QUEUED_BYTES} bytes together; what is beyond is refused.
 *
 * <p><b>Reads</b> are tasks of their own; how many may wait is the executor's matter, and what it rejects is refused.
 *
 * <p><b>Expiry</b> by the wall clock, stamped into each record: an expired record is not read any more at once, and leaves
 * the disk with one of the next groups.
 *
 * <p>Stages complete on the executors' threads.
 */
public final class RocksDbSessionStore implements SessionStore {
    /** Of writes that have not been committed yet. */
    static final int QUEUED_WRITES = 8192;

    /** Of their keys and values. */
    static final long QUEUED_BYTES = 64 << 20;

    private static final int GROUP_WRITES = 512;
    private static final long GROUP_BYTES = 8 << 20;
    private static final long PURGE_EVERY_MILLIS = 1000;
    private static final int PURGED_AT_ONCE = 1000;

    /** A record to be written, or a removal. */
    private record Change(byte[] key, byte @Nullable [] value) {}

    /** One call of {@link #write}. */
    private record Write(
            List<Change> changes,
            long sizeInBytes,
            long expiryEpochMillis,
            CompletableFuture<@Nullable Void> acknowledgement) {}

    private final Records records;
    private final Executor readers;
    private final Executor writers;
    private final LongSupplier epochMillis;
    private final Object committing = new Object();

    // guarded by this
    private final Queue<Write> queue = new ArrayDeque<>();
    private final Set<Pass> passes = Collections.newSetFromMap(new IdentityHashMap<>());
    private long queuedBytes;
    private int reading;
    private boolean commitScheduled;
    private boolean closing;

    // guarded by committing
    private long nextPurgeEpochMillis;
    private boolean closed;

    private RocksDbSessionStore(Records records, Executor readers, Executor writers, LongSupplier epochMillis) {
        this.records = records;
        this.readers = readers;
        this.writers = writers;
        this.epochMillis = epochMillis;
    }

    /**
     * Opens the store in a folder of its own, which is made where it is missing. Blocks.
     *
     * @param readers carries reads out
     * @param writers carries commits out; one task of this store at a time
     * @param epochMillis the wall clock
     */
    public static RocksDbSessionStore open(Path folder, Executor readers, Executor writers, LongSupplier epochMillis) {
        return new RocksDbSessionStore(Records.open(folder), readers, writers, epochMillis);
    }

    @Override
    public CompletionStage<@Nullable Void> write(Map<String, byte @Nullable []> batch, Duration timeToLive) {
        StoreLimits.requireWrite(batch, timeToLive);
        List<Change> changes = new ArrayList<>(batch.size());
        long size = 0;
        for (Map.Entry<String, byte @Nullable []> entry : batch.entrySet()) {
            byte[] key = StoreLimits.requireKey(entry.getKey());
            byte[] value = entry.getValue();
            changes.add(new Change(key, value == null ? null : value.clone()));
            size += key.length + (value == null ? 0 : value.length);
        }
        Write write =
                new Write(changes, size, epochMillis.getAsLong() + timeToLive.toMillis(), new CompletableFuture<>());
        synchronized (this) {
            if (closing) {
                return CompletableFuture.failedFuture(closedStore());
            }
            if (queue.size() >= QUEUED_WRITES || (queuedBytes + size > QUEUED_BYTES && !queue.isEmpty())) {
                return CompletableFuture.failedFuture(new StorageException(
                        "too much to write: " + queue.size() + " writes, " + queuedBytes + " bytes wait"));
            }
            queue.add(write);
            queuedBytes += size;
            if (commitScheduled) {
                return write.acknowledgement();
            }
            commitScheduled = true;
        }
        try {
            writers.execute(this::commitScheduled);
        } catch (RejectedExecutionException busy) {
            refuse(busy);
        }
        return write.acknowledgement();
    }

    @Override
    public CompletionStage<byte @Nullable []> read(String key) {
        byte[] bytes = StoreLimits.requireKey(key);
        synchronized (this) {
            if (closing) {
                return CompletableFuture.failedFuture(closedStore());
            }
            reading++;
        }
        CompletableFuture<byte @Nullable []> answer = new CompletableFuture<>();
        try {
            readers.execute(() -> readNow(bytes, answer));
        } catch (RejectedExecutionException busy) {
            readEnded();
            answer.completeExceptionally(new StorageException("too much to read", busy));
        }
        return answer;
    }

    /** The pass is over a snapshot; writes that come later are not in it. */
    @Override
    public StoredRecords records() {
        synchronized (this) {
            if (closing) {
                throw closedStore();
            }
            Pass pass = new Pass(records.iterate());
            passes.add(pass);
            return pass;
        }
    }

    @Override
    public void close() {
        boolean interrupted = false;
        List<Pass> open;
        synchronized (this) {
            closing = true;
            while (reading > 0) {
                try {
                    wait();
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
            open = List.copyOf(passes);
        }
        open.forEach(Pass::close);
        synchronized (committing) {
            if (!closed) {
                while (commitGroup()) {
                    // What was accepted is carried out.
                }
                closed = true;
                records.close();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void readNow(byte[] key, CompletableFuture<byte @Nullable []> answer) {
        byte[] value = null;
        StorageException failed = null;
        try {
            byte[] stored = records.get(key);
            if (stored != null && StampedValue.expiryEpochMillis(stored) > epochMillis.getAsLong()) {
                value = StampedValue.value(stored);
            }
        } catch (RocksDBException failure) {
            failed = new StorageException("cannot read: " + failure.getMessage(), failure);
        } catch (StorageException failure) {
            failed = failure;
        } finally {
            readEnded();
        }
        if (failed == null) {
            answer.complete(value);
        } else {
            answer.completeExceptionally(failed);
        }
    }

    private synchronized void readEnded() {
        if (--reading == 0) {
            notifyAll();
        }
    }

    /** A task of {@link #writers}: commits until nothing waits. */
    private void commitScheduled() {
        boolean more = true;
        while (more) {
            synchronized (committing) {
                more = !closed && (commitGroup() | purgeWhenDue());
            }
            if (!more) {
                synchronized (this) {
                    more = !queue.isEmpty();
                    commitScheduled = more;
                }
            }
        }
    }

    /** False where nothing waits. */
    private boolean commitGroup() {
        List<Write> group = nextGroup();
        if (group.isEmpty()) {
            return false;
        }
        StorageException failed = null;
        try (WriteBatch batch = new WriteBatch()) {
            for (Write write : group) {
                for (Change change : write.changes()) {
                    byte[] value = change.value();
                    if (value == null) {
                        records.remove(batch, change.key());
                    } else {
                        records.put(batch, change.key(), value, write.expiryEpochMillis());
                    }
                }
            }
            records.writeDurably(batch);
        } catch (RocksDBException failure) {
            failed = new StorageException("cannot write: " + failure.getMessage(), failure);
        }
        for (Write write : group) {
            if (failed == null) {
                write.acknowledgement().complete(null);
            } else {
                write.acknowledgement().completeExceptionally(failed);
            }
        }
        return true;
    }

    private synchronized List<Write> nextGroup() {
        List<Write> group = new ArrayList<>();
        long size = 0;
        for (Write next = queue.peek();
                next != null && group.size() < GROUP_WRITES && (size == 0 || size + next.sizeInBytes() <= GROUP_BYTES);
                next = queue.peek()) {
            group.add(queue.remove());
            size += next.sizeInBytes();
        }
        queuedBytes -= size;
        return group;
    }

    /** True where more is left to purge. */
    private boolean purgeWhenDue() {
        long now = epochMillis.getAsLong();
        if (now < nextPurgeEpochMillis && nextPurgeEpochMillis - now <= PURGE_EVERY_MILLIS) {
            return false;
        }
        try {
            if (records.purge(now, PURGED_AT_ONCE) == PURGED_AT_ONCE) {
                return true;
            }
        } catch (RocksDBException | StorageException tryAgainLater) {
            // Expired records are not read in any case.
        }
        nextPurgeEpochMillis = now + PURGE_EVERY_MILLIS;
        return false;
    }

    /** The commit could not be scheduled: nobody will come for what waits. */
    private void refuse(RejectedExecutionException busy) {
        List<Write> refused;
        synchronized (this) {
            refused = List.copyOf(queue);
            queue.clear();
            queuedBytes = 0;
            commitScheduled = false;
        }
        StorageException failure = new StorageException("too many stores write", busy);
        refused.forEach(write -> write.acknowledgement().completeExceptionally(failure));
    }

    private synchronized void forget(Pass pass) {
        passes.remove(pass);
    }

    private static StorageException closedStore() {
        return new StorageException("the store is closed");
    }

    /** Its lock keeps the store's end, which closes it, from coming in the middle of a call. */
    private final class Pass implements StoredRecords {
        private final RocksIterator iterator;
        private boolean begun;
        private boolean over;

        Pass(RocksIterator iterator) {
            this.iterator = iterator;
        }

        @Override
        public synchronized @Nullable StoredRecord next() {
            if (over) {
                throw new StorageException("the pass is over");
            }
            try {
                for (advance(); iterator.isValid(); advance()) {
                    byte[] stored = iterator.value();
                    long left = StampedValue.expiryEpochMillis(stored) - epochMillis.getAsLong();
                    if (left > 0) {
                        return new StoredRecord(
                                new String(iterator.key(), StandardCharsets.UTF_8),
                                StampedValue.value(stored),
                                Duration.ofMillis(left));
                    }
                }
                iterator.status();
                return null;
            } catch (RocksDBException failure) {
                throw new StorageException("cannot read on: " + failure.getMessage(), failure);
            }
        }

        private void advance() {
            if (!begun) {
                begun = true;
                iterator.seekToFirst();
            } else if (iterator.isValid()) {
                iterator.next();
            }
        }

        @Override
        public void close() {
            synchronized (this) {
                if (!over) {
                    over = true;
                    iterator.close();
                }
            }
            forget(this);
        }
    }
}
