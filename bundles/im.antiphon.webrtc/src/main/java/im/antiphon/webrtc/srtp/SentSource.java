// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

/**
 * What is remembered of one SSRC we send: the indices used, and of each the beginning of its tag. Two packets under one
 * index have the same tag only if they are the same packet, so a retransmission is known from a misuse. Confined to one
 * event loop.
 */
final class SentSource {
    private final ReplayWindow used = new ReplayWindow();
    private final long[] tags = new long[ReplayWindow.SIZE];

    /** The index of a packet about to be sent, or -1 where it is too old or the key is spent. */
    long indexOf(int sequenceNumber) {
        long index = PacketIndex.estimate(used.highest(), sequenceNumber);
        return used.isTooOld(index) || index > PacketIndex.MAXIMUM ? -1 : index;
    }

    /**
     * Notes a sealed packet.
     *
     * @param tag the first eight bytes of its tag
     * @return false if the index was used for other bytes
     */
    boolean use(long index, long tag) {
        int slot = (int) index & ReplayWindow.SIZE - 1;
        if (used.contains(index)) {
            return tags[slot] == tag;
        }
        used.add(index);
        tags[slot] = tag;
        return true;
    }
}
