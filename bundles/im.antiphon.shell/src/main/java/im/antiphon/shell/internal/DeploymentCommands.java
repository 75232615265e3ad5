// SPDX-License-Identifier: Apache-2.0
package im.antiphon.shell.internal;

import im.antiphon.api.plugin.DeployedPlugin;
import im.antiphon.api.plugin.DeploymentEvent;
import im.antiphon.api.plugin.DeploymentException;
import im.antiphon.api.plugin.PluginDeployer;
import im.antiphon.shell.Table;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.Supplier;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code antiphon:install}, {@code antiphon:remove}, {@code antiphon:rollback} and {@code antiphon:deployments}. */
@Component(
        service = DeploymentCommands.class,
        property = {
            "osgi.command.scope=antiphon",
            "osgi.command.function=install",
            "osgi.command.function=remove",
            "osgi.command.function=rollback",
            "osgi.command.function=deployments"
        })
public final class DeploymentCommands {
    private final PluginDeployer deployer;

    @Activate
    public DeploymentCommands(@Reference PluginDeployer deployer) {
        this.deployer = deployer;
    }

    /** Checks a plugin, installs it beside what runs, and starts it. */
    @Descriptor("checks a plugin, installs it beside what runs, and starts it")
    public String install(@Descriptor("the path of a jar") String file) {
        Path path = Path.of(file);
        Path name = path.getFileName();
        if (name == null) {
            return file + " is not a file";
        }
        try (InputStream jar = Files.newInputStream(path)) {
            return told(() -> label(deployer.install(name.toString(), jar)) + " runs");
        } catch (IOException unreadable) {
            return file + " cannot be read: " + unreadable;
        }
    }

    /** Uninstalls a plugin and deletes its file in {@code plugins/}. */
    @Descriptor("uninstalls a plugin and deletes its file")
    public String remove(@Descriptor("its file, as antiphon:deployments shows it") String file) {
        return told(() -> label(deployer.remove(file)) + " is removed");
    }

    /** Takes the newest version of a plugin out, so that the one before serves again. */
    @Descriptor("takes the newest version of a plugin out, so that the one before serves again")
    public String rollback(@Descriptor("the plugin's bundle, as antiphon:deployments shows it") String bundle) {
        return told(() -> label(deployer.rollBack(bundle)) + " serves again");
    }

    /** What has come by way of {@code plugins/}, and the latest events. */
    @Descriptor("shows the plugins that were deployed, and what became of the latest files")
    public String deployments() {
        Table deployed = new Table("BUNDLE", "VERSION", "STATE", "FILE", "SIGNER", "ROLLS BACK TO");
        for (DeployedPlugin plugin : deployer.deployed()) {
            deployed.row(
                    plugin.symbolicName(),
                    plugin.version(),
                    plugin.state(),
                    plugin.file(),
                    plugin.signer() == null ? "-" : plugin.signer(),
                    plugin.rollBackVersions().isEmpty()
                            ? "-"
                            : plugin.rollBackVersions().get(0));
        }
        Table history = new Table("TIME", "EVENT", "FILE", "MESSAGE");
        for (DeploymentEvent event : deployer.history()) {
            history.row(
                    Instant.ofEpochMilli(event.epochMillis()).truncatedTo(ChronoUnit.SECONDS),
                    event.type(),
                    event.file(),
                    event.message());
        }
        return deployed + "\n\n" + history;
    }

    private static String label(DeployedPlugin plugin) {
        return plugin.symbolicName() + " " + plugin.version();
    }

    /** A refusal is an answer here, not a stack trace. */
    private static String told(Supplier<String> change) {
        try {
            return change.get();
        } catch (DeploymentException refused) {
            return "refused ("
                    + refused.reason().name().toLowerCase(Locale.ROOT).replace('_', '-') + "): " + refused.getMessage();
        }
    }
}
