// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.plugin.PluginKind;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Quarantines on another thread than the caller's. Products may migrate on the thread that takes their plugin out, which
 * runs code of plugins; the watch has to go on looking meanwhile.
 */
public record AsideQuarantine(WatchedPlugins plugins, Executor aside) implements WatchedPlugins {
    @Override
    public List<PluginInfo> list() {
        return plugins.list();
    }

    @Override
    public List<HealthCheck> healthChecks() {
        return plugins.healthChecks();
    }

    @Override
    public void quarantineBlocking(PluginKind kind, String label, String reason) {
        aside(() -> plugins.quarantineBlocking(kind, label, reason));
    }

    @Override
    public void quarantineLeaking(PluginKind kind, String label, String reason) {
        aside(() -> plugins.quarantineLeaking(kind, label, reason));
    }

    private void aside(Runnable quarantine) {
        try {
            aside.execute(quarantine);
        } catch (RejectedExecutionException allThreadsHang) {
            quarantine.run();
        }
    }
}
