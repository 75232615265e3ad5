// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.bus.Bus;
import im.antiphon.api.bus.BusFactory;
import im.antiphon.api.bus.BusListener;
import im.antiphon.api.bus.BusNode;
import im.antiphon.api.bus.Buses;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/** Opens the node's bus from one slot. Safe from any thread. */
public class SlottedBuses implements Buses {
    private final PluginSlot<BusFactory> slot;
    private final Executor migrations;
    private final AtomicBoolean open = new AtomicBoolean();

    /** @param migrations runs a task that may wait for what a former plugin is still telling the listener */
    public SlottedBuses(PluginSlot<BusFactory> slot, Executor migrations) {
        this.slot = slot;
        this.migrations = migrations;
    }

    @Override
    public final Bus open(BusNode node, BusListener listener) {
        if (!open.compareAndSet(false, true)) {
            throw new IllegalStateException("the bus is open (expected: one for each node)");
        }
        SwappableBus bus = new SwappableBus(slot.forAll(), node, listener, migrations, () -> open.set(false));
        bus.start();
        return bus;
    }
}
