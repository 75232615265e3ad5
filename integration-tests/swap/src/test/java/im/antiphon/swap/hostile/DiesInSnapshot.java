// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap.hostile;

import im.antiphon.api.congestion.CongestionSnapshot;

/** Throws when a successor is to go on from what it knows. */
public final class DiesInSnapshot extends SoundCongestion {
    @Override
    public CongestionSnapshot snapshot() {
        throw new IllegalStateException("this plugin has lost its memory, as it is meant to");
    }
}
