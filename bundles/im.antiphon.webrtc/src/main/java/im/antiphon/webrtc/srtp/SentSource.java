// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * What is remembered of one SSRC we send: the indices used, and of each the beginning of its tag. Two packets under one
 * index have the same tag only if they are the same packet, so a retransmission is known from a misuse. Confined to one
 * event loop.
 */
final class SentSource {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

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
     * @param tagPosition where its tag, of at least eight bytes, begins
     * @return false if the index was used for other bytes
     */
    boolean use(long index, byte[] bytes, int tagPosition) {
        long tag = (long) LONGS.get(bytes, tagPosition);
        int slot = (int) index & ReplayWindow.SIZE - 1;
        if (used.contains(index)) {
            return tags[slot] == tag;
        }
        used.add(index);
        tags[slot] = tag;
        return true;
    }
}
