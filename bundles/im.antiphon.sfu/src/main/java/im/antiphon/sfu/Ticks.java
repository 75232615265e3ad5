// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

/** Durations in units of an RTP clock. */
final class Ticks {
    private Ticks() {}

    static int ofNanos(long nanos, int clockRate) {
        long seconds = Math.floorDiv(nanos, 1_000_000_000L);
        long rest = Math.floorMod(nanos, 1_000_000_000L);
        return (int) (seconds * clockRate + rest * clockRate / 1_000_000_000L);
    }
}
