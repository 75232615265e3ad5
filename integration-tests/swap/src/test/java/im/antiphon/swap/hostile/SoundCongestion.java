// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap.hostile;

import im.antiphon.api.congestion.CongestionController;
import im.antiphon.api.congestion.CongestionControllerFactory;
import im.antiphon.api.congestion.CongestionFeedback;
import im.antiphon.api.congestion.CongestionLimits;
import im.antiphon.api.congestion.CongestionSnapshot;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Holds one rate. What its heirs do wrong is all that is wrong with them. */
public class SoundCongestion implements CongestionControllerFactory, CongestionController {
    private static final long BITS_PER_SECOND = 500_000;

    @Override
    public CongestionController create(
            CongestionLimits limits, RandomGenerator random, @Nullable CongestionSnapshot seed) {
        return this;
    }

    @Override
    public void onPacketSent(long nowNanos, long transportSequenceNumber, int sizeInBytes) {}

    @Override
    public void onFeedback(long nowNanos, CongestionFeedback feedback) {}

    @Override
    public long targetBitsPerSecond() {
        return BITS_PER_SECOND;
    }

    @Override
    public CongestionSnapshot snapshot() {
        return new CongestionSnapshot(BITS_PER_SECOND, 0, -1, -1);
    }
}
