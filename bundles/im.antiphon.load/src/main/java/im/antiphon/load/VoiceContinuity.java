// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

/**
 * What a listener misses of one sender, by what the sender says in its payloads rather than by numbers that a server may
 * have rewritten. Confined to one thread.
 */
final class VoiceContinuity {
    private static final long FRAME_NANOS = 1_000_000_000L / VoicePeer.PACKETS_PER_SECOND;

    private boolean started;
    private long highest;
    private long sentNanos;
    private long arrivedNanos;
    private long missing;
    private long longestGapNanos;

    /** The next packet is another's: nothing was missed in between. */
    void anotherSender() {
        started = false;
    }

    void add(long nowNanos, long packetSentNanos, long sequence) {
        if (!started) {
            started = true;
            accept(nowNanos, packetSentNanos, sequence);
        } else if (sequence > highest) {
            long packets = sequence - highest;
            missing += packets - 1;
            // Who pauses sends less often: only what was to be heard can be missed.
            long pausedNanos = Math.max(0, packetSentNanos - sentNanos - packets * FRAME_NANOS);
            longestGapNanos = Math.max(longestGapNanos, nowNanos - arrivedNanos - pausedNanos);
            accept(nowNanos, packetSentNanos, sequence);
        } else {
            missing = Math.max(0, missing - 1);
        }
    }

    private void accept(long nowNanos, long packetSentNanos, long sequence) {
        highest = sequence;
        sentNanos = packetSentNanos;
        arrivedNanos = nowNanos;
    }

    /** Packets of a sender that did not come although later ones did. */
    long missing() {
        return missing;
    }

    /** The longest time without a packet while there should have been one; a frame's length where nothing is missing. */
    long longestGapNanos() {
        return longestGapNanos;
    }
}
