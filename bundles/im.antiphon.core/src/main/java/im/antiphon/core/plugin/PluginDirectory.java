// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.plugin.PluginEvent;
import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.PluginSwap;
import im.antiphon.api.plugin.Plugins;
import java.util.ArrayList;
import java.util.List;

/** The plugins of all slots. Safe from any thread. */
public class PluginDirectory implements Plugins, WatchedPlugins {
    private final PluginSlots slots;

    public PluginDirectory(PluginSlots slots) {
        this.slots = slots;
    }

    /** The slots themselves. */
    public final PluginSlots slots() {
        return slots;
    }

    @Override
    public final List<PluginInfo> list() {
        List<PluginInfo> infos = new ArrayList<>(slots.codecs().list());
        infos.addAll(slots.congestion().list());
        infos.addAll(slots.routing().list());
        infos.addAll(slots.breakers().list());
        infos.addAll(slots.storage().list());
        infos.addAll(slots.buses().list());
        return infos;
    }

    @Override
    public final List<PluginSwap> swaps() {
        return slots.journal().swaps();
    }

    @Override
    public final boolean releaseQuarantine(PluginKind kind, String name) {
        return switch (kind) {
            case CODEC -> slots.codecs().releaseQuarantine(name);
            case CONGESTION -> slots.congestion().releaseQuarantine(name);
            case ROUTING -> slots.routing().releaseQuarantine(name);
            case BREAKER -> slots.breakers().releaseQuarantine(name);
            case STORAGE -> slots.storage().releaseQuarantine(name);
            case BUS -> slots.buses().releaseQuarantine(name);
        };
    }

    @Override
    public final List<PluginEvent> events() {
        return slots.journal().events();
    }

    @Override
    public final boolean quarantine(PluginKind kind, String plugin, String reason) {
        return quarantine(kind, plugin, QuarantineCause.ORDERED, reason);
    }

    @Override
    public final void quarantineBlocking(PluginKind kind, String label, String reason) {
        quarantine(kind, label, QuarantineCause.BLOCKS, reason);
    }

    @Override
    public final void quarantineLeaking(PluginKind kind, String label, String reason) {
        quarantine(kind, label, QuarantineCause.LEAKS, reason);
    }

    @Override
    public final List<HealthCheck> healthChecks() {
        List<HealthCheck> checks = new ArrayList<>(slots.codecs().healthChecks());
        checks.addAll(slots.congestion().healthChecks());
        checks.addAll(slots.routing().healthChecks());
        checks.addAll(slots.breakers().healthChecks());
        checks.addAll(slots.storage().healthChecks());
        checks.addAll(slots.buses().healthChecks());
        return checks;
    }

    private boolean quarantine(PluginKind kind, String plugin, QuarantineCause cause, String reason) {
        return switch (kind) {
            case CODEC -> slots.codecs().quarantine(plugin, cause, reason);
            case CONGESTION -> slots.congestion().quarantine(plugin, cause, reason);
            case ROUTING -> slots.routing().quarantine(plugin, cause, reason);
            case BREAKER -> slots.breakers().quarantine(plugin, cause, reason);
            case STORAGE -> slots.storage().quarantine(plugin, cause, reason);
            case BUS -> slots.buses().quarantine(plugin, cause, reason);
        };
    }
}
