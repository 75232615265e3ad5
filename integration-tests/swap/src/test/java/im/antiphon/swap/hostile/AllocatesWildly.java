// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap.hostile;

/** Makes a quarter of a megabyte of garbage with every packet. */
public final class AllocatesWildly extends SoundCongestion {
    private static final int BYTES = 256 << 10;

    private volatile byte[] garbage = {};

    @Override
    public void onPacketSent(long nowNanos, long transportSequenceNumber, int sizeInBytes) {
        garbage = new byte[BYTES];
    }

    /** Of the latest piece. */
    public int size() {
        return garbage.length;
    }
}
