// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap.hostile;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps its event loop waiting for longer than a loop may be away, and again after a while: who watches it may have been kept waiting
 * by a busy machine for as long.
 */
public final class BlocksTheLoop extends SoundCongestion {
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(1500);
    private static final long BETWEEN_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final AtomicLong next = new AtomicLong(System.nanoTime());

    @Override
    public void onPacketSent(long nowNanos, long transportSequenceNumber, int sizeInBytes) {
        long now = System.nanoTime();
        long due = next.get();
        if (now - due >= 0 && next.compareAndSet(due, now + BETWEEN_NANOS)) {
            long end = now + NANOS;
            for (long left = NANOS; left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
    }
}
