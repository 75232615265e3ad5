// SPDX-License-Identifier: Apache-2.0
package im.antiphon.storage.rocksdb;

import im.antiphon.api.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * How a record and its expiry lie on the disk.
 *
 * <pre>
 * records:  key               → | format (1) | expiry, epoch ms (8) | value … |
 * expiry:   | expiry (8) | key → nothing
 * </pre>
 *
 * The second is an index in the order of expiry. Its entries are never corrected, only skipped: one whose record has
 * another expiry by now is out of date.
 */
final class StampedValue {
    static final byte FORMAT = 1;

    private static final int HEADER_BYTES = 1 + Long.BYTES;

    private StampedValue() {}

    static byte[] of(byte[] value, long expiryEpochMillis) {
        return ByteBuffer.allocate(HEADER_BYTES + value.length)
                .put(FORMAT)
                .putLong(expiryEpochMillis)
                .put(value)
                .array();
    }

    static long expiryEpochMillis(byte[] stored) {
        if (stored.length < HEADER_BYTES || stored[0] != FORMAT) {
            throw new StorageException("a record is of format " + (stored.length == 0 ? "none" : stored[0])
                    + " (expected: " + FORMAT + "): it was written by another version");
        }
        return ByteBuffer.wrap(stored).getLong(1);
    }

    static byte[] value(byte[] stored) {
        return Arrays.copyOfRange(stored, HEADER_BYTES, stored.length);
    }

    static byte[] indexKey(long expiryEpochMillis, byte[] key) {
        return ByteBuffer.allocate(Long.BYTES + key.length)
                .putLong(expiryEpochMillis)
                .put(key)
                .array();
    }

    static long indexedExpiryEpochMillis(byte[] indexKey) {
        return ByteBuffer.wrap(indexKey).getLong(0);
    }

    static byte[] indexedKey(byte[] indexKey) {
        return Arrays.copyOfRange(indexKey, Long.BYTES, indexKey.length);
    }
}
