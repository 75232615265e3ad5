// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

import org.jspecify.annotations.Nullable;

/**
 * What a peer has received under one SSRC.
 *
 * @param ssrc 32 bits without a sign
 * @param mid of the section that announced it or that its packets name, or null
 * @param senderId of the last packet that was a {@link VoicePayload}, 0 before
 * @param senderChanges how often that changed: the server has put another speaker there
 * @param received packets, each once
 * @param lost sequence numbers missing between the first and the highest
 * @param duplicated packets that came again
 * @param reordered packets that came after a higher number
 * @param payloadBytes of the packets received
 * @param jitterNanos between arrivals (RFC 3550, section 6.4.1)
 * @param longestGapNanos the longest time without a packet, less what its sender paused; 0 before the second packet
 * @param missing packets that one sender sent between others of its own and that did not come: more than {@code lost} where
 *     a server hides a loss by its own numbering, or passes a voice on in parts only
 * @param late packets that came later than {@link #LONGEST_PLAYOUT_DELAY_NANOS} after the median
 * @param ended whether its sender has said goodbye
 */
public record SourceStatistics(
        int ssrc,
        @Nullable String mid,
        int senderId,
        long senderChanges,
        long received,
        long lost,
        long duplicated,
        long reordered,
        long payloadBytes,
        LatencySummary latency,
        long jitterNanos,
        long longestGapNanos,
        long missing,
        long late,
        boolean ended) {
    /** What a receiver waits for a late packet, at most. */
    public static final long LONGEST_PLAYOUT_DELAY_NANOS = 200_000_000L;
}
