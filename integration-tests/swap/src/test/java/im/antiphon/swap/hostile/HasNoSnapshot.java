// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap.hostile;

import im.antiphon.api.congestion.CongestionSnapshot;

/** Answers null when a successor is to go on from what it knows. */
public final class HasNoSnapshot extends SoundCongestion {
    @Override
    @SuppressWarnings("NullAway") // that is the point
    public CongestionSnapshot snapshot() {
        return null;
    }
}
