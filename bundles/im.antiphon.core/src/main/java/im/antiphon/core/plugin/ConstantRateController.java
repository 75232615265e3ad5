// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.congestion.CongestionController;
import im.antiphon.api.congestion.CongestionFeedback;
import im.antiphon.api.congestion.CongestionSnapshot;

/** What serves a peer while no plugin can: the rate last in force, for good. */
record ConstantRateController(CongestionSnapshot snapshot) implements CongestionController {
    static final String NAME = "built-in";

    @Override
    public void onPacketSent(long nowNanos, long transportSequenceNumber, int sizeInBytes) {}

    @Override
    public void onFeedback(long nowNanos, CongestionFeedback feedback) {}

    @Override
    public long targetBitsPerSecond() {
        return snapshot.targetBitsPerSecond();
    }
}
