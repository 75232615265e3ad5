// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets the controllers of one loop migrate a few at a time. A thousand in a row would hold the loop, and with it every
 * session on it, for many milliseconds, the more so since the code of a newcomer has not been compiled yet. So the loop
 * gets back to its other work after {@link #SLICE_NANOS}, and goes on {@link #REST_MILLIS} later. What one slice took is
 * what sessions have waited. Safe from any thread; migrations run on the loop alone.
 */
final class LoopMigrations implements Runnable {
    /** A slice ends with the migration in which this has passed. */
    static final long SLICE_NANOS = 1_000_000;

    static final long REST_MILLIS = 1;

    private final TenantSlot<?> slot;
    private final Executor loop;
    private final Queue<SwappableCongestionController> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    LoopMigrations(TenantSlot<?> slot, Executor loop) {
        this.slot = slot;
        this.loop = loop;
    }

    /** There is a better plugin for it; it waits here once at most. */
    void add(SwappableCongestionController controller) {
        waiting.add(controller);
        if (scheduled.compareAndSet(false, true)) {
            try {
                loop.execute(this);
            } catch (RejectedExecutionException loopHasEnded) {
                abandon();
            }
        }
    }

    @Override
    public void run() {
        try {
            long beganCpu = slot.clock().cpuNanos().getAsLong();
            long began = slot.clock().wallNanos().getAsLong();
            long tookNanos = 0;
            for (SwappableCongestionController controller = waiting.poll();
                    controller != null;
                    controller = tookNanos < SLICE_NANOS ? waiting.poll() : null) {
                controller.migrate();
                tookNanos = slot.clock().wallNanos().getAsLong() - began;
            }
            slot.paused(tookNanos);
            slot.computed(slot.clock().cpuNanos().getAsLong() - beganCpu);
        } finally {
            scheduled.set(false);
            if (!waiting.isEmpty() && scheduled.compareAndSet(false, true)) {
                goOn();
            }
        }
    }

    private void goOn() {
        try {
            if (loop instanceof ScheduledExecutorService timed) { // a task for now would run before what has come in
                timed.schedule(this, REST_MILLIS, TimeUnit.MILLISECONDS);
            } else {
                loop.execute(this);
            }
        } catch (RejectedExecutionException loopHasEnded) {
            abandon();
        }
    }

    private void abandon() {
        scheduled.set(false);
        for (SwappableCongestionController left = waiting.poll(); left != null; left = waiting.poll()) {
            left.close(); // nobody calls it any more, so this thread may
        }
    }
}
