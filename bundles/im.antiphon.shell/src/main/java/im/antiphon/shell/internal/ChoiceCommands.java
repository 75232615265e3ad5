// SPDX-License-Identifier: Apache-2.0
package im.antiphon.shell.internal;

import im.antiphon.api.plugin.PluginChoice;
import im.antiphon.api.plugin.PluginChoices;
import im.antiphon.api.plugin.Tenants;
import im.antiphon.shell.Kinds;
import im.antiphon.shell.Table;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code antiphon:swap} and {@code antiphon:choices}. */
@Component(
        service = ChoiceCommands.class,
        property = {"osgi.command.scope=antiphon", "osgi.command.function=swap", "osgi.command.function=choices"})
public final class ChoiceCommands {
    private final PluginChoices choices;

    @Activate
    public ChoiceCommands(@Reference PluginChoices choices) {
        this.choices = choices;
    }

    /** Has a plugin serve from now on, for all tenants without a choice of their own; it is kept in the configuration. */
    @Descriptor("has a plugin serve from now on, also after a restart; running products migrate")
    public String swap(
            @Descriptor("as antiphon:plugins shows it") String kind,
            @Descriptor("a plugin's name; '' to go by ranking again") String name) {
        return swap(kind, name, Tenants.DEFAULT);
    }

    /** As {@link #swap(String, String)}, for one tenant. */
    @Descriptor("has a plugin serve one tenant from now on")
    public String swap(
            @Descriptor("as antiphon:plugins shows it") String kind,
            @Descriptor("a plugin's name; '' for none of its own") String name,
            @Descriptor("the tenant's name") String tenant) {
        choices.choose(Kinds.parse(kind), tenant, name);
        return choices();
    }

    /** What configuration chooses. */
    @Descriptor("shows which plugins are chosen by name; for all else the ranking decides")
    public String choices() {
        Table table = new Table("KIND", "ENCODING", "TENANT", "PLUGIN");
        for (PluginChoice choice : choices.choices()) {
            table.row(
                    choice.kind().label(),
                    choice.encoding().isEmpty() ? "-" : choice.encoding(),
                    choice.tenant(),
                    choice.plugin());
        }
        return table.toString();
    }
}
