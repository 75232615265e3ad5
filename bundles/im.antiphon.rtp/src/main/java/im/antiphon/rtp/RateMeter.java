// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import java.util.Arrays;

/**
 * Bits per second over the last second, in tenths of one: smooth enough to show and quick enough to act on. Allocates only when
 * created, confined to one event loop.
 */
public final class RateMeter {
    private static final int SLOTS = 10;
    private static final long SLOT_NANOS = 100_000_000L;
    private static final long NOT_STARTED = Long.MIN_VALUE;

    private final long[] bytes = new long[SLOTS];
    private long currentSlot = NOT_STARTED;
    private long firstSlot;
    private long sum;

    public void add(long nowNanos, int sizeInBytes) {
        moveTo(nowNanos);
        bytes[Math.floorMod(currentSlot, SLOTS)] += sizeInBytes;
        sum += sizeInBytes;
    }

    /** Over the time since the first packet while that is less than a second; 0 before it. */
    public long bitsPerSecond(long nowNanos) {
        if (currentSlot == NOT_STARTED) {
            return 0;
        }
        moveTo(nowNanos);
        long slots = Math.min(SLOTS, currentSlot - firstSlot + 1);
        return sum * 8 * SLOTS / slots;
    }

    private void moveTo(long nowNanos) {
        long slot = Math.floorDiv(nowNanos, SLOT_NANOS);
        if (currentSlot == NOT_STARTED) {
            currentSlot = slot;
            firstSlot = slot;
        } else if (slot - currentSlot >= SLOTS) {
            Arrays.fill(bytes, 0);
            sum = 0;
            currentSlot = slot;
        }
        while (currentSlot < slot) {
            currentSlot++;
            int index = Math.floorMod(currentSlot, SLOTS);
            sum -= bytes[index];
            bytes[index] = 0;
        }
    }
}
