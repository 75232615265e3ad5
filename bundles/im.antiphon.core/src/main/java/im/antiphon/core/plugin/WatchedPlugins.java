// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.plugin.PluginKind;
import java.util.List;

/** What the watch sees of the plugins, and what it may do to them. Safe from any thread. */
public interface WatchedPlugins {
    /** Every bound plugin. */
    List<PluginInfo> list();

    /** Every bound plugin that judges itself and is not quarantined. */
    List<HealthCheck> healthChecks();

    /**
     * Takes a plugin out that holds an event loop up.
     *
     * @param label {@code name@version}
     */
    void quarantineBlocking(PluginKind kind, String label, String reason);

    /**
     * Takes a plugin out whose threads have grown in number beyond what is allowed.
     *
     * @param label {@code name@version}
     */
    void quarantineLeaking(PluginKind kind, String label, String reason);
}
