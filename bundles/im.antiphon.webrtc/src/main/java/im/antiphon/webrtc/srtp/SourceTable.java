// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import org.jspecify.annotations.Nullable;

/**
 * What is kept per SSRC, found without boxing: open addressing, linear probing, nothing is ever taken out. Bounded: when
 * full it takes no newcomer, since forgetting an old one would let its packets be replayed, or its indices be used twice.
 * Confined to one event loop.
 */
final class SourceTable<S> {
    private static final int FIRST_CAPACITY = 8;

    private final int limit;
    private int size;
    private int[] keys = new int[FIRST_CAPACITY];
    private @Nullable Object[] values = new @Nullable Object[FIRST_CAPACITY];

    SourceTable(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: >= 1)");
        }
        this.limit = limit;
    }

    @SuppressWarnings("unchecked") // only put() writes
    @Nullable
    S get(int ssrc) {
        return (S) values[slotOf(ssrc)];
    }

    boolean isFull() {
        return size == limit;
    }

    /** Adds one that is not there, while there is room. */
    void put(int ssrc, S source) {
        if (isFull()) {
            throw new IllegalStateException("size: " + size + " (expected: < " + limit + ")");
        }
        if (2 * (size + 1) > keys.length) {
            grow();
        }
        insert(ssrc, source);
        size++;
    }

    private void grow() {
        int[] oldKeys = keys;
        @Nullable Object[] oldValues = values;
        keys = new int[2 * oldKeys.length];
        values = new @Nullable Object[2 * oldKeys.length];
        for (int slot = 0; slot < oldKeys.length; slot++) {
            Object value = oldValues[slot];
            if (value != null) {
                insert(oldKeys[slot], value);
            }
        }
    }

    private void insert(int ssrc, Object source) {
        int slot = slotOf(ssrc);
        keys[slot] = ssrc;
        values[slot] = source;
    }

    /** The slot that holds the SSRC, or the free one where it would go; at least half of them are free. */
    private int slotOf(int ssrc) {
        int mask = keys.length - 1;
        int hash = ssrc * 0x9E37_79B9;
        int slot = (hash ^ hash >>> 16) & mask;
        while (values[slot] != null && keys[slot] != ssrc) {
            slot = slot + 1 & mask;
        }
        return slot;
    }
}
