// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import java.util.function.LongSupplier;

/**
 * Decides how long media waits for more of its kind: not at all unless many packets leave, then for one tick. Confined to one
 * event loop.
 */
final class VoiceTick {
    private static final long WINDOW_NANOS = 100_000_000L;

    private final long tickNanos;
    private final long packetsPerWindow;
    private final LongSupplier clock;
    private long windowEndNanos;
    private long packets;
    private boolean busy;

    /**
     * @param tickNanos how long packets may wait; 0 for never
     * @param packetsPerSecond only where at least so many leave
     * @param clock the loop's
     */
    VoiceTick(long tickNanos, long packetsPerSecond, LongSupplier clock) {
        this.tickNanos = tickNanos;
        this.packetsPerWindow = packetsPerSecond * (WINDOW_NANOS / 1_000_000L) / 1_000;
        this.clock = clock;
        if (tickNanos > 0) {
            windowEndNanos = clock.getAsLong() + WINDOW_NANOS;
        }
    }

    /** One that never lets anything wait. */
    static VoiceTick off() {
        return new VoiceTick(0, 0, () -> 0);
    }

    /** So many packets have left. */
    void onSent(int count) {
        packets += count;
    }

    /** How long what would leave now is to wait instead. */
    long waitNanos() {
        if (tickNanos == 0) {
            return 0;
        }
        long nowNanos = clock.getAsLong();
        if (nowNanos - windowEndNanos >= 0) {
            busy = packets >= packetsPerWindow && nowNanos - windowEndNanos < WINDOW_NANOS;
            packets = 0;
            windowEndNanos = nowNanos + WINDOW_NANOS;
        }
        return busy ? tickNanos : 0;
    }
}
