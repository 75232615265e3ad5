// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.breaker.CircuitBreakerFactory;
import im.antiphon.api.bus.BusFactory;
import im.antiphon.api.congestion.CongestionControllerFactory;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.routing.RoutingStrategyFactory;
import im.antiphon.api.storage.SessionStoreFactory;

/** The slots of one node, one for each kind of plugin (of codecs one for each encoding), and what happened in them. */
public record PluginSlots(
        PluginSlot<CongestionControllerFactory> congestion,
        CodecSlots codecs,
        PluginSlot<RoutingStrategyFactory> routing,
        PluginSlot<CircuitBreakerFactory> breakers,
        PluginSlot<SessionStoreFactory> storage,
        PluginSlot<BusFactory> buses,
        PluginJournal journal) {
    /** Empty ones. Stores and buses are not on anybody's hot path: their calls are not timed. */
    public static PluginSlots open(PluginJournal journal, CallClock clock) {
        return new PluginSlots(
                new PluginSlot<>(PluginKind.CONGESTION, journal, clock),
                new CodecSlots(journal, clock),
                new PluginSlot<>(PluginKind.ROUTING, journal, clock),
                new PluginSlot<>(PluginKind.BREAKER, journal, clock),
                new PluginSlot<>(PluginKind.STORAGE, journal, clock.wallNanos()),
                new PluginSlot<>(PluginKind.BUS, journal, clock.wallNanos()),
                journal);
    }
}
