// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy;

import im.antiphon.api.plugin.DeployedPlugin;
import im.antiphon.api.plugin.DeploymentEvent.Type;
import im.antiphon.api.plugin.DeploymentException;
import im.antiphon.api.plugin.DeploymentException.Reason;
import im.antiphon.deploy.jar.JarReading;
import im.antiphon.deploy.jar.PluginManifest;
import im.antiphon.deploy.jar.Shown;
import im.antiphon.deploy.signature.Signing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is installed from the folder, kept in step with it. Confined to the deployer's thread, but for {@link #deployed()}.
 *
 * <p>The order within each change is always the same: what can be refused is done first, what ran is touched last.
 */
public final class PluginDeployments {
    private static final Logger LOG = LoggerFactory.getLogger(PluginDeployments.class);

    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,123}\\.jar");

    private final PluginFramework framework;
    private final DeploymentJournal journal;
    private final LongSupplier epochMillis;
    private final PluginFolder folder;
    private final SettlingFiles files = new SettlingFiles();
    private final StandingPlugins standing = new StandingPlugins();
    private volatile DeploySettings settings;
    private boolean fresh = true;
    private volatile List<DeployedPlugin> deployed = List.of();

    public PluginDeployments(
            PluginFramework framework,
            DeploymentJournal journal,
            PluginFolder folder,
            DeploySettings settings,
            LongSupplier epochMillis) {
        this.framework = framework;
        this.journal = journal;
        this.folder = folder;
        this.settings = settings;
        this.epochMillis = epochMillis;
    }

    /** From now on these hold; what is installed stays. */
    public void settings(DeploySettings changed) {
        settings = changed;
    }

    /** What is installed. Safe from any thread. */
    public List<DeployedPlugin> deployed() {
        return deployed;
    }

    /** Looks whether the folder has changed, and follows. */
    public void look() throws IOException {
        Map<String, Stamp> present = folder.list();
        SettlingFiles.Look look = files.look(present, file -> JarReading.complete(folder.path(file)));
        if (framework.stopping()) {
            return;
        }
        for (String file : look.gone()) {
            Standing gone = standing.remove(file);
            if (gone != null) {
                takeOut(gone, Type.REMOVED, "its file was deleted: " + gone.label() + " is uninstalled");
            }
        }
        if (!look.settled().isEmpty() || fresh) {
            arrive(look.settled());
        }
    }

    /** Whether a file is there that may still be being written, so that the next look matters. */
    public boolean settling() {
        return files.settling();
    }

    /**
     * Takes a plugin's content to where nobody else writes, for {@link #install}. Safe from any thread: it may come slowly.
     *
     * @throws DeploymentException where the name will not do, or it is too large
     */
    public Upload receive(String file, InputStream jar) {
        if (!FILE_NAME.matcher(file).matches()) {
            throw new DeploymentException(
                    Reason.FILE_NAME,
                    Shown.text(file) + ": not a name for a plugin's file (expected: letters, digits, ., _, + and -,"
                            + " ending in .jar, such as aimd-1.0.0.jar)");
        }
        try {
            return new Upload(file, folder.stage(jar, settings.gate().limits().bytes()));
        } catch (IOException e) {
            throw disk(file, e);
        }
    }

    /** {@link im.antiphon.api.plugin.PluginDeployer#install} */
    public DeployedPlugin install(Upload upload) {
        String file = upload.file();
        Arrival arrival = new Arrival(file, upload.staged());
        try {
            if (standing.get(file) != null || folder.stamp(file) != null) {
                throw new DeploymentException(
                        Reason.FILE_NAME,
                        file + " is in use in plugins/: take another name, such as one with the version in it");
            }
            new Arrivals(framework, List.of(arrival)).bringIn(settings.gate(), standing.all(), epochMillis.getAsLong());
            DeploymentException refusal = arrival.refusal();
            if (refusal != null) {
                journal.rejected(file, arrival.manifest(), refusal);
                throw refusal;
            }
            place(arrival);
            settle(arrival, Objects.requireNonNull(folder.stamp(file)));
            return described(file);
        } catch (IOException e) {
            throw disk(file, e);
        } finally {
            discard(arrival);
        }
    }

    /** {@link im.antiphon.api.plugin.PluginDeployer#remove} */
    public DeployedPlugin remove(String file) {
        Standing removed = standing.get(file);
        if (removed == null) {
            throw new DeploymentException(
                    Reason.NOT_DEPLOYED,
                    "no plugin is deployed from plugins/" + Shown.text(file) + " (deployed: "
                            + new TreeSet<>(standing.files()) + ")");
        }
        DeployedPlugin described = described(file);
        try {
            folder.delete(file);
        } catch (IOException e) {
            throw disk(file, e);
        }
        files.dealtWith(file, null);
        standing.remove(file);
        takeOut(removed, Type.REMOVED, removed.label() + " is uninstalled and its file deleted");
        return described;
    }

    /** {@link im.antiphon.api.plugin.PluginDeployer#rollBack} */
    public DeployedPlugin rollBack(String symbolicName) {
        List<Standing> versions = standing.versions(symbolicName);
        if (versions.isEmpty()) {
            throw new DeploymentException(
                    Reason.NOT_DEPLOYED,
                    "no version of " + Shown.text(symbolicName) + " is deployed from plugins/ (deployed: "
                            + standing.names() + ")");
        }
        Standing newest = versions.get(0);
        Version own = framework.surroundings().replaceable().get(symbolicName);
        if (versions.size() == 1 && own == null) {
            throw new DeploymentException(
                    Reason.NO_FORMER_VERSION,
                    newest.label() + " is the only version of it here: there is none to go back to. Put the former one"
                            + " into plugins/, or remove " + newest.file());
        }
        String former = versions.size() > 1 ? versions.get(1).version().toString() : String.valueOf(own);
        String why = newest.label() + " was rolled back to " + former;
        try {
            folder.setAside(newest.file(), PluginFolder.RETIRED, why);
        } catch (IOException e) {
            throw disk(newest.file(), e);
        }
        files.dealtWith(newest.file(), null);
        standing.remove(newest.file());
        takeOut(newest, Type.ROLLED_BACK, why + "; its file is in plugins/" + PluginFolder.RETIRED);
        return versions.size() > 1
                ? described(versions.get(1).file())
                : new DeployedPlugin(symbolicName, former, "", null, DeployedPlugin.State.CURRENT, List.of(), 0);
    }

    private void arrive(Map<String, Stamp> settled) {
        List<Arrival> arrivals = new ArrayList<>();
        settled.forEach((file, stamp) -> {
            Arrival arrival = stage(file, stamp);
            if (arrival != null) {
                arrivals.add(arrival);
            }
        });
        if (fresh) {
            Set<String> locations = new HashSet<>();
            arrivals.forEach(each -> locations.add(Standing.location(each.file(), each.staged())));
            framework.retain(locations);
            fresh = false;
        }
        new Arrivals(framework, arrivals).bringIn(settings.gate(), standing.all(), epochMillis.getAsLong());
        for (Arrival each : arrivals) {
            Stamp stamp = Objects.requireNonNull(settled.get(each.file()));
            DeploymentException refusal = each.refusal();
            if (refusal == null) {
                settle(each, stamp);
            } else if (refusal.reason() != Reason.STOPPED && !framework.stopping()) {
                reject(each.file(), stamp, each.manifest(), refusal);
            }
            discard(each);
        }
    }

    /** A copy to look into; null where the file has changed meanwhile, or is what is installed already. */
    private @Nullable Arrival stage(String file, Stamp stamp) {
        try {
            Staged staged = folder.stage(file, settings.gate().limits().bytes());
            Arrival arrival = new Arrival(file, staged);
            Standing installed = standing.get(file);
            boolean same = installed != null && installed.digest().equals(staged.digest());
            if (same) {
                files.dealtWith(file, stamp);
            }
            if (same || !stamp.equals(folder.stamp(file))) {
                discard(arrival);
                return null;
            }
            return arrival;
        } catch (DeploymentException e) {
            reject(file, stamp, null, e);
        } catch (NoSuchFileException e) {
            LOG.debug("plugin {} has gone while it was being read", file);
        } catch (IOException e) {
            files.dealtWith(file, stamp); // Or every look would tell again.
            LOG.warn("plugin {} cannot be read: {}", file, e.toString());
        }
        return null;
    }

    /** Makes an API upload a file of the folder; where that fails, nothing has come. */
    private void place(Arrival arrival) throws IOException {
        try {
            folder.place(arrival.staged(), arrival.file());
        } catch (IOException e) {
            framework.uninstall(arrival.bundle());
            throw e;
        }
    }

    private void settle(Arrival arrival, Stamp stamp) {
        Standing arrived = arrival.standing(epochMillis.getAsLong());
        Standing replaced = standing.put(arrived);
        files.dealtWith(arrived.file(), stamp);
        try {
            folder.keep(arrival.staged(), arrived.file());
        } catch (IOException e) {
            LOG.warn("no copy of plugin {} could be kept: {}", arrived.file(), e.toString());
        }
        if (replaced != null) {
            framework.uninstall(replaced.bundle());
        }
        journal.happened(Type.INSTALLED, arrived.file(), arrived.admitted().manifest(), welcome(arrived, replaced));
        retireSurplus(arrived);
        changed();
    }

    private String welcome(Standing arrived, @Nullable Standing replaced) {
        Standing newest = standing.versions(arrived.symbolicName()).get(0);
        String message = newest.equals(arrived)
                ? arrived.label() + " is installed"
                : arrived.label() + " is installed and stands by, since " + newest.version() + " is newer";
        if (replaced != null) {
            message += "; " + replaced.label() + " was overwritten and is uninstalled";
        }
        Signing signing = arrived.admitted().signing();
        if (!signing.message().isEmpty()) {
            message += "; but " + signing.message();
        }
        return message;
    }

    private void reject(String file, Stamp stamp, @Nullable PluginManifest manifest, DeploymentException refusal) {
        try {
            folder.setAside(file, PluginFolder.REJECTED, refusal.reason() + ": " + refusal.getMessage());
            files.dealtWith(file, null);
            if (standing.get(file) != null) {
                folder.restore(file);
                files.dealtWith(file, folder.stamp(file));
            }
        } catch (IOException e) {
            files.dealtWith(file, stamp);
            LOG.warn("plugins/{} could not be moved to {}: {}", file, PluginFolder.REJECTED, e.toString());
        }
        journal.rejected(file, manifest, refusal);
    }

    /** Of the versions beside the newest, only so many stay; the one that has just come is not what goes. */
    private void retireSurplus(Standing arrived) {
        List<Standing> versions = standing.versions(arrived.symbolicName());
        int surplus = versions.size() - 1 - settings.formerVersions();
        for (int i = versions.size() - 1; i >= 0 && surplus > 0; i--) {
            Standing oldest = versions.get(i);
            if (oldest.equals(arrived)) {
                continue;
            }
            surplus--;
            String why = oldest.label() + " is uninstalled: " + settings.formerVersions()
                    + " former versions are kept (former.versions)";
            try {
                folder.setAside(oldest.file(), PluginFolder.RETIRED, why);
            } catch (IOException e) {
                LOG.warn("plugins/{} could not be moved to {}: {}", oldest.file(), PluginFolder.RETIRED, e.toString());
                continue;
            }
            files.dealtWith(oldest.file(), null);
            standing.remove(oldest.file());
            takeOut(oldest, Type.RETIRED, why);
        }
    }

    private void takeOut(Standing gone, Type type, String message) {
        framework.uninstall(gone.bundle());
        try {
            folder.forget(gone.file());
        } catch (IOException e) {
            LOG.warn("the copy of plugin {} could not be deleted: {}", gone.file(), e.toString());
        }
        journal.happened(type, gone.file(), gone.admitted().manifest(), message);
        changed();
    }

    /** Starts again what stopped because another plugin went that it was wired to, and tells how things stand. */
    private void changed() {
        for (Standing each : standing.all()) {
            if (!framework.running(each.bundle()) && !framework.stopping()) {
                try {
                    framework.resolve(each.bundle());
                    framework.start(each.bundle());
                } catch (DeploymentException e) {
                    LOG.warn("plugin {} is installed and does not run: {}", each.file(), e.getMessage());
                }
            }
        }
        deployed = standing.describe(framework.surroundings().replaceable());
    }

    private DeployedPlugin described(String file) {
        return deployed.stream()
                .filter(each -> each.file().equals(file))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(file + " is not deployed"));
    }

    private void discard(Arrival arrival) {
        try {
            folder.discard(arrival.staged());
        } catch (IOException e) {
            LOG.warn("a copy could not be deleted: {}", e.toString());
        }
    }

    private static DeploymentException disk(String file, IOException e) {
        return new DeploymentException(
                Reason.DISK,
                "plugins/" + Shown.text(file) + " could not be read or written (" + e
                        + "): look at the disk's free space" + " and at who owns the folder",
                e);
    }
}
