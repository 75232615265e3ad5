// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of slots that were made beforehand: any thread puts, one takes, nobody waits and nothing is allocated.
 *
 * <p>Each slot has a stamp (after D. Vyukov's bounded queue). For a producer at position <i>p</i> the slot is free where the stamp is
 * <i>p</i>; filling it makes it <i>p</i> + 1, emptying it <i>p</i> + capacity, which is the position at which it is free next. Producers
 * agree on positions by one compare-and-set. A producer that is held up between {@link #claim} and {@link #publish} holds up what was
 * claimed after it, for as long; so nothing may happen in between but copying.
 */
final class SlotRing<S> {
    /** What {@link #claim} answers where every slot is taken. */
    static final long FULL = -1;

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
    // Apart from each other and from what surrounds them, so that producers and consumer do not share a cache line.
    private static final int CLAIMED = 16;
    private static final int CURSORS = 32;

    private final List<S> slots;
    private final long[] stamps;
    private final long[] cursors = new long[CURSORS];
    private final int mask;
    private long taken; // the consumer's

    /**
     * @param capacity a power of two
     * @param slot makes one
     */
    SlotRing(int capacity, Supplier<S> slot) {
        if (capacity < 2 || Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity: " + capacity + " (expected: a power of two, >= 2)");
        }
        mask = capacity - 1;
        slots = new ArrayList<>(capacity);
        stamps = new long[capacity];
        for (int i = 0; i < capacity; i++) {
            slots.add(slot.get());
            stamps[i] = i;
        }
    }

    private int index(long position) {
        return (int) position & mask;
    }

    /** Any thread: takes a free slot, to be filled and published at once; {@link #FULL} where there is none. */
    long claim() {
        while (true) {
            long position = (long) CELL.getVolatile(cursors, CLAIMED);
            long stamp = (long) CELL.getVolatile(stamps, index(position));
            if (stamp < position) {
                return FULL;
            }
            if (stamp == position && CELL.compareAndSet(cursors, CLAIMED, position, position + 1)) {
                return position;
            }
        }
    }

    /** Any thread: what it has claimed. */
    S slot(long position) {
        return slots.get(index(position));
    }

    /** Any thread: what it has claimed is filled. Seen by whoever looks for it after a later volatile write of this thread's. */
    void publish(long position) {
        CELL.setVolatile(stamps, index(position), position + 1);
    }

    /** The consumer: the oldest filled slot, its own until {@link #release}; null where there is none. */
    @Nullable
    S peek() {
        int index = index(taken);
        return (long) CELL.getVolatile(stamps, index) == taken + 1 ? slots.get(index) : null;
    }

    /** The consumer: what it has peeked at is free again. */
    void release() {
        CELL.setRelease(stamps, index(taken), taken + mask + 1);
        taken++;
    }
}
