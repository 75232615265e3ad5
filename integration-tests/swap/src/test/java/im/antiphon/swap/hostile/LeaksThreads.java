// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap.hostile;

import im.antiphon.api.congestion.CongestionController;
import im.antiphon.api.congestion.CongestionLimits;
import im.antiphon.api.congestion.CongestionSnapshot;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Starts a thread with every peer, and leaves it alone. So that tests end, the threads do after half a minute. */
public final class LeaksThreads extends SoundCongestion {
    private static final long NANOS = TimeUnit.SECONDS.toNanos(30);

    @Override
    public CongestionController create(
            CongestionLimits limits, RandomGenerator random, @Nullable CongestionSnapshot seed) {
        Thread thread = new Thread(LeaksThreads::idle, "leaked");
        thread.setDaemon(true);
        thread.start();
        return super.create(limits, random, seed);
    }

    private static void idle() {
        long end = System.nanoTime() + NANOS;
        for (long left = NANOS; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
