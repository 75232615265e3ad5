// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import java.util.function.LongSupplier;

/**
 * Decides how long media waits for more of its kind: not at all unless many packets leave and waiting is worth it, then for one tick.
 *
 * <p>Whether it is worth it is tried: of the tenths of a second in which many packets leave one goes by without a tick and the next with
 * it. Where the packets of the latter leave in a quarter fewer pieces than those of the former, media waits for ten seconds before it is
 * tried again; where they do not, as in rooms with one voice, it does not wait for as long. Confined to one event loop.
 */
final class VoiceTick {
    private static final long WINDOW_NANOS = 100_000_000L;
    private static final int WINDOWS_BETWEEN_TRIALS = 100;
    private static final double WORTH_IT = 0.75;

    private final long tickNanos;
    private final long packetsPerWindow;
    private final LongSupplier clock;

    private long windowEndNanos;
    private long packets;
    private long pieces;

    private boolean waiting;
    private int windowsToTrial;
    private double piecesPerPacketAtOnce;

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

    /**
     * What has left together.
     *
     * @param ofPieces how many ways through the kernel it took
     */
    void onSent(int count, long ofPieces) {
        packets += count;
        pieces += ofPieces;
    }

    /** How long what would leave now is to wait instead. */
    long waitNanos() {
        if (tickNanos == 0) {
            return 0;
        }
        long nowNanos = clock.getAsLong();
        if (nowNanos - windowEndNanos >= 0) {
            boolean busy = packets >= packetsPerWindow && nowNanos - windowEndNanos < WINDOW_NANOS;
            decide(busy, (double) pieces / Math.max(1, packets));
            packets = 0;
            pieces = 0;
            windowEndNanos = nowNanos + WINDOW_NANOS;
        }
        return waiting ? tickNanos : 0;
    }

    private void decide(boolean busy, double piecesPerPacket) {
        if (!busy) {
            waiting = false;
            windowsToTrial = 0;
        } else if (windowsToTrial > 0) {
            windowsToTrial--;
            if (windowsToTrial == 0) {
                waiting = false; // for one window, with which the next is compared
            }
        } else if (!waiting) {
            piecesPerPacketAtOnce = piecesPerPacket;
            waiting = true;
        } else {
            waiting = piecesPerPacket <= WORTH_IT * piecesPerPacketAtOnce;
            windowsToTrial = WINDOWS_BETWEEN_TRIALS;
        }
    }
}
