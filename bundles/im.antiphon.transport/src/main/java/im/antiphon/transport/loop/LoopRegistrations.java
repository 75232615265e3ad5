// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.loop;

import im.antiphon.api.plugin.LoopWatch;
import im.antiphon.api.plugin.LoopWatch.Registration;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** The loops of this node under one watch, from the constructor to {@link #close}. Safe from any thread. */
public final class LoopRegistrations implements AutoCloseable {
    private final LoopWatch watch;

    // guarded by this
    private final List<Registration> registrations = new ArrayList<>();
    private boolean closed;

    public LoopRegistrations(LoopWatch watch, EventLoops loops) {
        this.watch = watch;
        loops.signaling().forEach(loop -> register(loop, loops.turns(loop)));
        loops.media().forEach(loop -> register(loop, loops.turns(loop)));
    }

    /** By the loop itself: it alone knows its thread. */
    private void register(EventExecutor loop, LongSupplier turns) {
        loop.execute(() -> {
            synchronized (this) {
                if (!closed) {
                    Thread thread = Thread.currentThread();
                    registrations.add(watch.register(nameOf(thread), turns, thread));
                }
            }
        });
    }

    @Override
    public synchronized void close() {
        closed = true;
        registrations.forEach(Registration::close);
        registrations.clear();
    }

    /** {@code antiphon-media-2-1} becomes {@code media-1}: what a pool's number is depends on how often it was restarted. */
    private static String nameOf(Thread thread) {
        return thread.getName().replaceFirst("^antiphon-", "").replaceFirst("-\\d+-(\\d+)$", "-$1");
    }
}
