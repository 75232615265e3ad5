// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap;

import im.antiphon.api.congestion.CongestionController;
import im.antiphon.api.congestion.CongestionControllerFactory;
import im.antiphon.api.congestion.CongestionLimits;
import im.antiphon.api.congestion.CongestionSnapshot;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A plugin whose component cannot be made. */
public final class FailsAsItIsActivated implements CongestionControllerFactory {
    public FailsAsItIsActivated() {
        throw new IllegalStateException("no licence for this galaxy");
    }

    @Override
    public CongestionController create(
            CongestionLimits limits, RandomGenerator random, @Nullable CongestionSnapshot seed) {
        throw new AssertionError("nobody has one of these");
    }
}
