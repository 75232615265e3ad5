// SPDX-License-Identifier: Apache-2.0
package im.antiphon.shell.internal;

import im.antiphon.api.plugin.PluginEvent;
import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.plugin.Plugins;
import im.antiphon.shell.Kinds;
import im.antiphon.shell.Table;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code antiphon:plugins}, {@code antiphon:quarantine}, {@code antiphon:release} and {@code antiphon:events}. */
@Component(
        service = PluginCommands.class,
        property = {
            "osgi.command.scope=antiphon",
            "osgi.command.function=plugins",
            "osgi.command.function=quarantine",
            "osgi.command.function=release",
            "osgi.command.function=events"
        })
public final class PluginCommands {
    private final Plugins plugins;

    @Activate
    public PluginCommands(@Reference Plugins plugins) {
        this.plugins = plugins;
    }

    /** All bound plugins, by kind, the serving one first. */
    @Descriptor("shows the plugins that are bound, the serving one of each kind first")
    public String plugins() {
        Table table = new Table("KIND", "NAME", "VERSION", "STATE", "RANKING", "USERS", "FAILURES", "BUNDLE", "REASON");
        for (PluginInfo plugin : plugins.list()) {
            table.row(
                    plugin.kind().label(),
                    plugin.name(),
                    plugin.version(),
                    plugin.state(),
                    plugin.ranking(),
                    plugin.users(),
                    plugin.failures(),
                    plugin.bundle(),
                    plugin.reason() == null ? "-" : plugin.reason());
        }
        return table.toString();
    }

    /**
     * Takes a plugin out until it is released.
     *
     * @param kind as {@code antiphon:plugins} shows it
     * @param plugin its name, or {@code name@version} for that version only
     */
    @Descriptor("takes a plugin out until it is released or a newer version comes")
    public String quarantine(
            @Descriptor("as antiphon:plugins shows it") String kind,
            @Descriptor("a name, or name@version") String plugin) {
        return answer(
                plugins.quarantine(Kinds.parse(kind), plugin, "ordered at the shell"), kind, plugin, "is quarantined");
    }

    /** Lets every version of a plugin serve again. */
    @Descriptor("lets every version of a quarantined plugin serve again")
    public String release(
            @Descriptor("as antiphon:plugins shows it") String kind, @Descriptor("a plugin's name") String name) {
        return answer(plugins.releaseQuarantine(Kinds.parse(kind), name), kind, name, "may serve again");
    }

    /** The latest quarantines and releases, newest first. */
    @Descriptor("shows the latest quarantines and releases, newest first")
    public String events() {
        Table table = new Table("TIME", "KIND", "PLUGIN", "EVENT", "REASON");
        for (PluginEvent event : plugins.events()) {
            table.row(
                    Instant.ofEpochMilli(event.epochMillis()).truncatedTo(ChronoUnit.SECONDS),
                    event.kind().label(),
                    event.plugin(),
                    event.type(),
                    event.reason());
        }
        return table.toString();
    }

    private static String answer(boolean done, String kind, String plugin, String outcome) {
        return kind + " " + plugin + (done ? " " + outcome : ": nothing to do; antiphon:plugins shows what there is");
    }
}
