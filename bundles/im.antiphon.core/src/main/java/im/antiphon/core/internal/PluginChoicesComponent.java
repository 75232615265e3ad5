// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import im.antiphon.api.plugin.PluginChoice;
import im.antiphon.api.plugin.PluginChoices;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.Plugins;
import im.antiphon.core.plugin.CodecCatalogue;
import im.antiphon.core.plugin.ConfiguredChoices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;

/** Changes which plugin serves, in the configuration of the {@link PluginSlotsComponent}. */
@Component(configurationPid = PluginSlotsComponent.PID)
public final class PluginChoicesComponent implements PluginChoices {
    private final ConfigurationAdmin admin;
    private final Plugins plugins;
    private final CodecCatalogue codecs;
    private volatile ConfiguredChoices choices = ConfiguredChoices.read(Map.of());

    @Activate
    public PluginChoicesComponent(
            @Reference ConfigurationAdmin admin,
            @Reference Plugins plugins,
            @Reference CodecCatalogue codecs,
            Map<String, Object> properties) {
        this.admin = admin;
        this.plugins = plugins;
        this.codecs = codecs;
        modified(properties);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        choices = ConfiguredChoices.read(properties);
    }

    @Override
    public List<PluginChoice> choices() {
        return choices.list();
    }

    @Override
    public synchronized void choose(PluginKind kind, String tenant, String plugin) {
        if (!plugin.isEmpty()
                && plugins.list().stream()
                        .noneMatch(bound -> bound.kind() == kind && bound.name().equals(plugin))) {
            throw new IllegalArgumentException(
                    "plugin: " + plugin + " (expected: the name of a " + kind.label() + " plugin that is bound)");
        }
        try {
            Configuration configuration = admin.getConfiguration(PluginSlotsComponent.PID, "?");
            Dictionary<String, Object> properties = configuration.getProperties();
            Dictionary<String, Object> changed = properties == null ? new Hashtable<>() : properties;
            ConfiguredChoices before = choices;
            Collection<String> encodings =
                    plugin.isEmpty() ? before.encodingsChosen(tenant) : codecs.encodingsOf(plugin);
            ConfiguredChoices now = before.with(kind, encodings, tenant, plugin);
            now.properties(kind).forEach(changed::put);
            configuration.updateIfDifferent(changed);
            choices = now; // the change itself arrives a moment later, on another thread
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}
