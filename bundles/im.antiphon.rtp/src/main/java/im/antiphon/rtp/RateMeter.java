// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import java.util.Arrays;

/**
 * Bits per second over the last second, forgotten in tenths of one: smooth enough to show and quick enough to act on. Allocates
 * only when created, confined to one event loop.
 */
public final class RateMeter {
    private static final int SLOTS = 10;
    private static final long SLOT_NANOS = 100_000_000L;
    private static final long MILLI_NANOS = 1_000_000L;
    private static final long NOT_STARTED = Long.MIN_VALUE;

    private final long[] bytes = new long[SLOTS];
    private long currentSlot = NOT_STARTED;
    private long firstNanos;
    private long sum;

    public void add(long nowNanos, int sizeInBytes) {
        moveTo(nowNanos);
        bytes[Math.floorMod(currentSlot, SLOTS)] += sizeInBytes;
        sum += sizeInBytes;
    }

    /** Over the time since the first packet while that is less than a second, but no less than a tenth of it. */
    public long bitsPerSecond(long nowNanos) {
        if (currentSlot == NOT_STARTED) {
            return 0;
        }
        moveTo(nowNanos);
        long remembered = (SLOTS - 1) * SLOT_NANOS + Math.floorMod(nowNanos, SLOT_NANOS);
        long windowNanos = Math.max(SLOT_NANOS, Math.min(remembered, nowNanos - firstNanos));
        return sum * 8000 / (windowNanos / MILLI_NANOS);
    }

    private void moveTo(long nowNanos) {
        long slot = Math.floorDiv(nowNanos, SLOT_NANOS);
        if (currentSlot == NOT_STARTED) {
            currentSlot = slot;
            firstNanos = nowNanos;
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
