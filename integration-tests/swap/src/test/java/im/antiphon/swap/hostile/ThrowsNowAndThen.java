// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap.hostile;

import java.util.concurrent.atomic.AtomicInteger;

/** Throws at every hundredth packet, over all its peers. */
public final class ThrowsNowAndThen extends SoundCongestion {
    private static final int ONE_IN = 100;

    private final AtomicInteger packets = new AtomicInteger();

    @Override
    public void onPacketSent(long nowNanos, long transportSequenceNumber, int sizeInBytes) {
        if (packets.incrementAndGet() % ONE_IN == 0) {
            throw new IllegalStateException("this plugin fails now and then, as it is meant to");
        }
    }
}
