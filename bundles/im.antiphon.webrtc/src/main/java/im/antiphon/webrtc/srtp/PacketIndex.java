// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

/** The 48-bit index of an RTP packet: rollover counter, then sequence number (RFC 3711, section 3.3.1). */
final class PacketIndex {
    /** Beyond it a master key is spent. */
    static final long MAXIMUM = (1L << 48) - 1;

    private static final int HALF = 0x8000;

    private PacketIndex() {}

    /**
     * The index that a sequence number most likely means: the one nearest to the highest seen (RFC 3711, appendix A).
     *
     * @param highest the highest index seen, or -1 before the first, which is taken to be of rollover counter zero
     * @return the index; negative if it would lie before the first
     */
    static long estimate(long highest, int sequenceNumber) {
        if (highest < 0) {
            return sequenceNumber;
        }
        int last = (int) highest & 0xFFFF;
        long rollovers = highest >>> Short.SIZE;
        if (last < HALF) {
            if (sequenceNumber - last > HALF) {
                rollovers--;
            }
        } else if (last - HALF > sequenceNumber) {
            rollovers++;
        }
        return rollovers << Short.SIZE | sequenceNumber;
    }
}
