// SPDX-License-Identifier: Apache-2.0
package im.antiphon.shell.internal;

import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.plugin.Plugins;
import im.antiphon.shell.Table;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code antiphon:plugins}. */
@Component(
        service = PluginCommands.class,
        property = {"osgi.command.scope=antiphon", "osgi.command.function=plugins"})
public final class PluginCommands {
    private final Plugins plugins;

    @Activate
    public PluginCommands(@Reference Plugins plugins) {
        this.plugins = plugins;
    }

    /** All bound plugins, by kind, the serving one first. */
    public String plugins() {
        Table table = new Table("KIND", "NAME", "VERSION", "STATE", "RANKING", "USERS", "FAILURES", "BUNDLE");
        for (PluginInfo plugin : plugins.list()) {
            table.row(
                    plugin.kind().label(),
                    plugin.name(),
                    plugin.version(),
                    plugin.state(),
                    plugin.ranking(),
                    plugin.users(),
                    plugin.failures(),
                    plugin.bundle());
        }
        return table.toString();
    }
}
