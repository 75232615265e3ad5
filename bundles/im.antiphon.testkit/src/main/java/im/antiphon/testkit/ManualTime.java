// SPDX-License-Identifier: Apache-2.0
package im.antiphon.testkit;

import java.time.Duration;

/**
 * A monotonic clock that moves only when a test moves it. Engines take {@code nowNanos} as an argument; this is where a test
 * gets it from. Confined to the thread of the test.
 */
public final class ManualTime {
    /** Neither zero nor round, so that code which takes the origin for granted fails. */
    private static final long ORIGIN_NANOS = 7_777_123_456_789L;

    private long nowNanos;

    public ManualTime() {
        this(ORIGIN_NANOS);
    }

    /** @param nowNanos where to start; near {@link Long#MAX_VALUE} shows what a wrap does */
    public ManualTime(long nowNanos) {
        this.nowNanos = nowNanos;
    }

    public long nowNanos() {
        return nowNanos;
    }

    /**
     * Moves on and returns the new time.
     *
     * @throws IllegalArgumentException if {@code duration} is negative: a monotonic clock never goes back
     */
    public long advance(Duration duration) {
        return advanceNanos(duration.toNanos());
    }

    /** As {@link #advance}, in milliseconds. */
    public long advanceMillis(long millis) {
        return advanceNanos(Math.multiplyExact(millis, 1_000_000L));
    }

    /** As {@link #advance}, in nanoseconds. */
    public long advanceNanos(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException("nanos: " + nanos + " (expected: >= 0)");
        }
        nowNanos += nanos;
        return nowNanos;
    }

    /** Moves on to a deadline; one that is already past leaves the time as it is. Returns the new time. */
    public long advanceTo(long deadlineNanos) {
        return advanceNanos(Math.max(0, deadlineNanos - nowNanos));
    }
}
