// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap.hostile;

import im.antiphon.api.congestion.CongestionSnapshot;

/** Hands its successor figures that cannot be. */
public final class TellsNonsense extends SoundCongestion {
    @Override
    public CongestionSnapshot snapshot() {
        return new CongestionSnapshot(Long.MIN_VALUE, Double.NaN, -77, Long.MAX_VALUE);
    }
}
