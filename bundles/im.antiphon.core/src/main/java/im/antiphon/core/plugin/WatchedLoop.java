// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.plugin.LoopWatch.BlockedLoop;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One loop and its heartbeat: a task that marks itself done, at most one outstanding. Guarded by {@link WatchedLoops}, but
 * for the mark.
 */
final class WatchedLoop {
    private final String name;
    private final Executor loop;
    private final Thread thread;
    private final Runnable beat = this::beat;

    private volatile boolean outstanding;

    private long sentNanos;
    private boolean blocked;
    private long cpuNanosWhenSent;
    private @Nullable String suspect;
    private @Nullable String culprit;

    WatchedLoop(String name, Executor loop, Thread thread) {
        this.name = name;
        this.loop = loop;
        this.thread = thread;
    }

    String name() {
        return name;
    }

    Thread thread() {
        return thread;
    }

    private void beat() {
        outstanding = false;
    }

    boolean answered() {
        return !outstanding;
    }

    /** Sends the next heartbeat; false where the loop has ended. */
    boolean send(long nowNanos, long cpuNanos) {
        sentNanos = nowNanos;
        cpuNanosWhenSent = cpuNanos;
        outstanding = true;
        try {
            loop.execute(beat);
            return true;
        } catch (RejectedExecutionException hasEnded) {
            return false;
        }
    }

    long overdueNanos(long nowNanos) {
        return nowNanos - sentNanos;
    }

    /** Nothing ran for so long, so the loop is not to blame for it. */
    void credit(long nanos) {
        sentNanos += nanos;
    }

    long computedNanos(long cpuNanos) {
        return cpuNanos - cpuNanosWhenSent;
    }

    boolean blocked() {
        return blocked;
    }

    void markBlocked() {
        blocked = true;
    }

    void markReturned() {
        blocked = false;
        suspect = null;
        culprit = null;
    }

    /** Seen on top of the stack; true where it is seen for the second time running. */
    boolean suspect(@Nullable String label) {
        boolean again = label != null && label.equals(suspect);
        suspect = label;
        return again;
    }

    void name(String label) {
        culprit = label;
    }

    @Nullable
    String culprit() {
        return culprit;
    }

    BlockedLoop describe(long nowNanos) {
        return new BlockedLoop(name, overdueNanos(nowNanos), culprit);
    }
}
