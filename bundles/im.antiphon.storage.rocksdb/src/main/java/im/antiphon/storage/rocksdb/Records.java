// SPDX-License-Identifier: Apache-2.0
package im.antiphon.storage.rocksdb;

import im.antiphon.api.storage.StorageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.RocksObject;
import org.rocksdb.Slice;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * An open database with its two column families, and all calls of the native library. Safe from any thread but for
 * {@link #close}, during and after which nothing may be called: the library does not check.
 */
final class Records implements AutoCloseable {
    private static final long MEGABYTE = 1 << 20;

    private final List<RocksObject> natives;
    private final RocksDB database;
    private final ColumnFamilyHandle records;
    private final ColumnFamilyHandle expiry;
    private final WriteOptions synced;
    private final WriteOptions unsynced;

    private Records(
            List<RocksObject> natives, RocksDB database, ColumnFamilyHandle records, ColumnFamilyHandle expiry) {
        this.natives = natives;
        this.database = database;
        this.records = records;
        this.expiry = expiry;
        this.synced = keep(natives, new WriteOptions().setSync(true));
        this.unsynced = keep(natives, new WriteOptions().setSync(false));
    }

    /** Opens the database in a folder, which is made where it is missing. */
    static Records open(Path folder) {
        RocksDB.loadLibrary();
        List<RocksObject> natives = new ArrayList<>();
        try {
            Files.createDirectories(folder);
            BloomFilter filter = keep(natives, new BloomFilter(10));
            ColumnFamilyOptions options = keep(natives, new ColumnFamilyOptions())
                    .setWriteBufferSize(16 * MEGABYTE)
                    .setTableFormatConfig(new BlockBasedTableConfig().setFilterPolicy(filter));
            DBOptions databaseOptions = keep(natives, new DBOptions())
                    .setCreateIfMissing(true)
                    .setCreateMissingColumnFamilies(true)
                    .setMaxTotalWalSize(64 * MEGABYTE)
                    .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                    .setMaxLogFileSize(MEGABYTE)
                    .setKeepLogFileNum(2);
            List<ColumnFamilyHandle> families = new ArrayList<>();
            RocksDB database = RocksDB.open(
                    databaseOptions,
                    folder.toString(),
                    List.of(
                            new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, options),
                            new ColumnFamilyDescriptor("expiry".getBytes(StandardCharsets.US_ASCII), options)),
                    families);
            natives.add(database);
            natives.addAll(families);
            return new Records(natives, database, families.get(0), families.get(1));
        } catch (RocksDBException | IOException failure) {
            closeAll(natives);
            throw new StorageException("cannot open " + folder + ": " + failure.getMessage(), failure);
        }
    }

    /** The record's stamped value, or null. */
    byte @Nullable [] get(byte[] key) throws RocksDBException {
        return database.get(records, key);
    }

    /** Adds a record, with its entry in the index, to a batch. */
    void put(WriteBatch batch, byte[] key, byte[] value, long expiryEpochMillis) throws RocksDBException {
        batch.put(records, key, StampedValue.of(value, expiryEpochMillis));
        batch.put(expiry, StampedValue.indexKey(expiryEpochMillis, key), new byte[0]);
    }

    void remove(WriteBatch batch, byte[] key) throws RocksDBException {
        batch.delete(records, key);
    }

    /** Returns when the batch, as a whole, is in the write-ahead log and the log on the disk. */
    void writeDurably(WriteBatch batch) throws RocksDBException {
        database.write(synced, batch);
    }

    /**
     * Removes expired records, soonest expiry first. Only for the one thread that writes.
     *
     * @return how many entries of the index were dealt with, at most {@code limit}
     */
    int purge(long nowEpochMillis, int limit) throws RocksDBException {
        int count = 0;
        try (Slice end = new Slice(StampedValue.indexKey(nowEpochMillis + 1, new byte[0]));
                ReadOptions untilNow = new ReadOptions().setIterateUpperBound(end);
                RocksIterator index = database.newIterator(expiry, untilNow);
                WriteBatch batch = new WriteBatch()) {
            for (index.seekToFirst(); index.isValid() && count < limit; index.next()) {
                byte[] entry = index.key();
                byte[] key = StampedValue.indexedKey(entry);
                byte[] stored = get(key);
                if (stored != null && StampedValue.expiryEpochMillis(stored) <= nowEpochMillis) {
                    batch.delete(records, key);
                }
                batch.delete(expiry, entry);
                count++;
            }
            index.status();
            if (count > 0) {
                database.write(unsynced, batch); // what is lost of it is done again
            }
        }
        return count;
    }

    /** A pass over the records as they are now; to be closed before the database. */
    RocksIterator iterate() {
        return database.newIterator(records);
    }

    @Override
    public void close() {
        closeAll(natives);
    }

    private static <T extends RocksObject> T keep(List<RocksObject> natives, T object) {
        natives.add(object);
        return object;
    }

    /** Families before their database, the database before its options, the synced options whenever. */
    private static void closeAll(List<RocksObject> natives) {
        for (int i = natives.size() - 1; i >= 0; i--) {
            natives.get(i).close();
        }
    }
}
