// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.congestion.CongestionControllerFactory;
import im.antiphon.api.congestion.CongestionControllers;
import im.antiphon.api.congestion.CongestionLimits;
import im.antiphon.api.congestion.ManagedCongestionController;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** Opens controllers from one slot. Safe from any thread. */
public record SlottedCongestionControllers(PluginSlot<CongestionControllerFactory> slot)
        implements CongestionControllers {
    @Override
    public ManagedCongestionController open(CongestionLimits limits, RandomGenerator random, Executor loop) {
        return SwappableCongestionController.open(slot, limits, random, loop);
    }
}
