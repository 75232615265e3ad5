// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap.hostile;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Keeps its event loop waiting, once, for longer than a loop may be away. */
public final class BlocksTheLoop extends SoundCongestion {
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(1500);

    private final AtomicBoolean blocked = new AtomicBoolean();

    @Override
    public void onPacketSent(long nowNanos, long transportSequenceNumber, int sizeInBytes) {
        if (blocked.compareAndSet(false, true)) {
            long end = System.nanoTime() + NANOS;
            for (long left = NANOS; left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
    }
}
