// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.plugin.LoopWatch.BlockedLoop;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One loop, and the turn at which it was last seen busy. Guarded by {@link WatchedLoops}. */
final class WatchedLoop {
    private final String name;
    private final LongSupplier turns;
    private final Thread thread;

    private long seenTurn;
    private long seenNanos;
    private long cpuNanosWhenSeen;
    private boolean lingers;
    private boolean blocked;
    private @Nullable String suspect;
    private @Nullable String culprit;

    WatchedLoop(String name, LongSupplier turns, Thread thread) {
        this.name = name;
        this.turns = turns;
        this.thread = thread;
    }

    String name() {
        return name;
    }

    Thread thread() {
        return thread;
    }

    /** Where it is at this moment. */
    long turn() {
        return turns.getAsLong();
    }

    static boolean isBusyAt(long turn) {
        return (turn & 1) != 0;
    }

    /** Whether it waits for something to do, or is at another turn than when it was last seen. */
    boolean hasMovedTo(long turn) {
        return !isBusyAt(turn) || turn != seenTurn;
    }

    /** Busy at a turn that it was not at before. */
    void seen(long turn, long nowNanos, long cpuNanos) {
        seenTurn = turn;
        seenNanos = nowNanos;
        cpuNanosWhenSeen = cpuNanos;
    }

    boolean lingers() {
        return lingers;
    }

    /** Whether it was found where it was before. */
    void lingers(boolean found) {
        lingers = found;
    }

    long overdueNanos(long nowNanos) {
        return nowNanos - seenNanos;
    }

    /** Nothing ran for so long, so the loop is not to blame for it. */
    void credit(long nanos) {
        seenNanos += nanos;
    }

    /** Since it was first seen at the turn that it is still at. */
    long computedNanos(long cpuNanos) {
        return cpuNanos - cpuNanosWhenSeen;
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
