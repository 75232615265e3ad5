// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.plugin.Tenants;
import im.antiphon.api.routing.Routing;
import im.antiphon.api.routing.RoutingNode;
import im.antiphon.api.routing.RoutingStrategyFactory;
import im.antiphon.api.routing.RoutingTable;
import java.util.List;

/** Opens routing tables from one slot. Safe from any thread. */
public class SlottedRouting implements Routing {
    /** The software's version goes before the place. */
    public static final List<String> DEFAULT_DIMENSIONS = List.of("env", "region");

    private final PluginSlot<RoutingStrategyFactory> slot;
    private volatile List<String> dimensions = DEFAULT_DIMENSIONS;

    public SlottedRouting(PluginSlot<RoutingStrategyFactory> slot) {
        this.slot = slot;
    }

    /**
     * Puts new settings in force, also for the slot.
     *
     * @param dimensions of tags, in the order in which they decide
     */
    public final void configure(String preferredName, List<String> dimensions, SlotSettings settings) {
        configure(PluginSelection.of(preferredName), dimensions, settings);
    }

    /**
     * Puts new settings in force, also for the slot.
     *
     * @param dimensions of tags, in the order in which they decide
     */
    public final void configure(PluginSelection selection, List<String> dimensions, SlotSettings settings) {
        this.dimensions = List.copyOf(dimensions);
        slot.configure(selection, settings); // tells the tables, which look at the dimensions as well
    }

    List<String> dimensions() {
        return dimensions;
    }

    @Override
    public final RoutingTable open(List<RoutingNode> nodes) {
        return open(Tenants.DEFAULT, nodes);
    }

    @Override
    public final RoutingTable open(String tenant, List<RoutingNode> nodes) {
        return SwappableRoutingTable.open(slot.forTenant(tenant), this::dimensions, nodes);
    }
}
