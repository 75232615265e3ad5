// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap.hostile;

import im.antiphon.api.congestion.CongestionController;
import im.antiphon.api.congestion.CongestionControllerFactory;
import im.antiphon.api.congestion.CongestionFeedback;
import im.antiphon.api.congestion.CongestionLimits;
import im.antiphon.api.congestion.CongestionSnapshot;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A plugin whose controllers can be made, and then throw whatever they are asked. */
public final class ThrowsAlways implements CongestionControllerFactory, CongestionController {
    @Override
    public CongestionController create(
            CongestionLimits limits, RandomGenerator random, @Nullable CongestionSnapshot seed) {
        return this;
    }

    @Override
    public void onPacketSent(long nowNanos, long transportSequenceNumber, int sizeInBytes) {
        throw failure();
    }

    @Override
    public void onFeedback(long nowNanos, CongestionFeedback feedback) {
        throw failure();
    }

    @Override
    public void onTimeout(long nowNanos) {
        throw failure();
    }

    @Override
    public long nextTimeoutNanos() {
        throw failure();
    }

    @Override
    public long targetBitsPerSecond() {
        throw failure();
    }

    @Override
    public CongestionSnapshot snapshot() {
        throw failure();
    }

    private static RuntimeException failure() {
        return new IllegalStateException("this plugin fails at everything, as it is meant to");
    }
}
