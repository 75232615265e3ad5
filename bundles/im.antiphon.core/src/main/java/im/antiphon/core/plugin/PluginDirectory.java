// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.breaker.CircuitBreakerFactory;
import im.antiphon.api.bus.BusFactory;
import im.antiphon.api.congestion.CongestionControllerFactory;
import im.antiphon.api.plugin.PluginEvent;
import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.PluginSwap;
import im.antiphon.api.plugin.Plugins;
import im.antiphon.api.routing.RoutingStrategyFactory;
import im.antiphon.api.storage.SessionStoreFactory;
import java.util.ArrayList;
import java.util.List;

/** The plugins of all slots. Safe from any thread. */
public record PluginDirectory(
        PluginSlot<CongestionControllerFactory> congestion,
        CodecSlots codecs,
        PluginSlot<RoutingStrategyFactory> routing,
        PluginSlot<CircuitBreakerFactory> breakers,
        PluginSlot<SessionStoreFactory> storage,
        PluginSlot<BusFactory> buses,
        PluginJournal journal)
        implements Plugins, WatchedPlugins {
    @Override
    public List<PluginInfo> list() {
        List<PluginInfo> infos = new ArrayList<>(codecs.list());
        infos.addAll(congestion.list());
        infos.addAll(routing.list());
        infos.addAll(breakers.list());
        infos.addAll(storage.list());
        infos.addAll(buses.list());
        return infos;
    }

    @Override
    public List<PluginSwap> swaps() {
        return journal.swaps();
    }

    @Override
    public boolean releaseQuarantine(PluginKind kind, String name) {
        return switch (kind) {
            case CODEC -> codecs.releaseQuarantine(name);
            case CONGESTION -> congestion.releaseQuarantine(name);
            case ROUTING -> routing.releaseQuarantine(name);
            case BREAKER -> breakers.releaseQuarantine(name);
            case STORAGE -> storage.releaseQuarantine(name);
            case BUS -> buses.releaseQuarantine(name);
        };
    }

    @Override
    public List<PluginEvent> events() {
        return journal.events();
    }

    @Override
    public boolean quarantine(PluginKind kind, String plugin, String reason) {
        return quarantine(kind, plugin, QuarantineCause.ORDERED, reason);
    }

    @Override
    public void quarantineBlocking(PluginKind kind, String label, String reason) {
        quarantine(kind, label, QuarantineCause.BLOCKS, reason);
    }

    @Override
    public void quarantineLeaking(PluginKind kind, String label, String reason) {
        quarantine(kind, label, QuarantineCause.LEAKS, reason);
    }

    @Override
    public List<HealthCheck> healthChecks() {
        List<HealthCheck> checks = new ArrayList<>(codecs.healthChecks());
        checks.addAll(congestion.healthChecks());
        checks.addAll(routing.healthChecks());
        checks.addAll(breakers.healthChecks());
        checks.addAll(storage.healthChecks());
        checks.addAll(buses.healthChecks());
        return checks;
    }

    private boolean quarantine(PluginKind kind, String plugin, QuarantineCause cause, String reason) {
        return switch (kind) {
            case CODEC -> codecs.quarantine(plugin, cause, reason);
            case CONGESTION -> congestion.quarantine(plugin, cause, reason);
            case ROUTING -> routing.quarantine(plugin, cause, reason);
            case BREAKER -> breakers.quarantine(plugin, cause, reason);
            case STORAGE -> storage.quarantine(plugin, cause, reason);
            case BUS -> buses.quarantine(plugin, cause, reason);
        };
    }
}
