// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.congestion.CongestionController;
import im.antiphon.api.congestion.CongestionControllerFactory;
import im.antiphon.api.congestion.CongestionControllers;
import im.antiphon.api.congestion.CongestionLimits;
import im.antiphon.api.congestion.CongestionSnapshot;
import im.antiphon.api.congestion.ManagedCongestionController;
import im.antiphon.api.plugin.Tenants;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** Opens controllers from one slot; those of one loop share their {@link LoopMigrations}. Safe from any thread. */
public class SlottedCongestionControllers implements CongestionControllers {
    private static final CongestionLimits TRIAL = new CongestionLimits(16_000, 600_000, 5_000_000);
    private static final CongestionController NONE =
            new ConstantRateController(new CongestionSnapshot(TRIAL.startBitsPerSecond(), 0, -1, -1));

    private static final class Loop {
        private final LoopMigrations migrations;
        private int controllers;

        Loop(LoopMigrations migrations) {
            this.migrations = migrations;
        }
    }

    private final PluginSlot<CongestionControllerFactory> slot;

    /** Guarded by itself; a loop is forgotten with its last controller. */
    private final Map<Executor, Loop> loops = new HashMap<>();

    public SlottedCongestionControllers(PluginSlot<CongestionControllerFactory> slot) {
        this.slot = slot;
    }

    /**
     * A plugin has come. It makes a controller that nobody uses first, on the caller's thread, so that no event loop has to
     * wait until its classes are loaded.
     */
    public final void bind(PluginIdentity identity, CongestionControllerFactory factory) {
        slot.tryOut(identity, factory, newcomer -> newcomer.create(TRIAL, new SplittableRandom(0), null), NONE);
        slot.bind(identity, factory);
    }

    @Override
    public final ManagedCongestionController open(CongestionLimits limits, RandomGenerator random, Executor loop) {
        return open(Tenants.DEFAULT, limits, random, loop);
    }

    @Override
    public final ManagedCongestionController open(
            String tenant, CongestionLimits limits, RandomGenerator random, Executor loop) {
        TenantSlot<CongestionControllerFactory> tenantSlot = slot.forTenant(tenant);
        LoopMigrations migrations;
        synchronized (loops) {
            Loop shared = loops.computeIfAbsent(loop, added -> new Loop(new LoopMigrations(slot.forAll(), added)));
            shared.controllers++;
            migrations = shared.migrations;
        }
        return SwappableCongestionController.open(tenantSlot, limits, random, migrations, () -> leave(loop));
    }

    private void leave(Executor loop) {
        synchronized (loops) {
            Loop shared = loops.get(loop);
            if (shared != null && --shared.controllers == 0) {
                loops.remove(loop);
            }
        }
    }
}
