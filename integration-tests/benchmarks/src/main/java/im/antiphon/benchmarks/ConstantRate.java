// SPDX-License-Identifier: Apache-2.0
package im.antiphon.benchmarks;

import im.antiphon.api.congestion.CongestionFeedback;
import im.antiphon.api.congestion.CongestionSnapshot;
import im.antiphon.api.congestion.ManagedCongestionController;

/**
 * A controller that allows the same always, so that none is measured.
 *
 * @param targetBitsPerSecond what it allows
 */
public record ConstantRate(long targetBitsPerSecond) implements ManagedCongestionController {
    @Override
    public void onPacketSent(long nowNanos, long transportSequenceNumber, int sizeInBytes) {}

    @Override
    public void onFeedback(long nowNanos, CongestionFeedback feedback) {}

    @Override
    public CongestionSnapshot snapshot() {
        return new CongestionSnapshot(targetBitsPerSecond, 0, -1, -1);
    }

    @Override
    public String servedBy() {
        return "constant";
    }

    @Override
    public void close() {}
}
