// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.plugin;

import java.io.InputStream;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Puts plugins into a running node and takes them out again. The only one that does: whoever lets operators upload
 * plugins asks it, and it looks after the folder {@code plugins/} by itself, by the same rules.
 *
 * <p>Nothing is installed unchecked, and nothing by halves: a plugin that is refused, does not resolve or fails as it
 * starts leaves what ran running, and no trace but an entry in {@link #history()}. A newer version is installed beside the
 * one that serves, which stays as what {@link #rollBack} returns to. No bundle of the distribution is ever refreshed,
 * restarted or replaced.
 *
 * <p>Safe from any thread, but <strong>the changing methods block</strong>: on the disk, on the framework and on the
 * plugin's own start, for seconds where it takes its time. Never call them on an event loop. Changes are made one after
 * another in the order they came; too many at a time are refused with {@link DeploymentException.Reason#BUSY}.
 */
@ProviderType
public interface PluginDeployer {
    /**
     * Checks a plugin, installs it and starts it; returns when it runs. It is then a file in {@code plugins/}, so that it
     * comes back when the server is started again.
     *
     * @param fileName under which it is kept: letters, digits, {@code .}, {@code _}, {@code +} and {@code -}, at most 128
     *     of them, beginning with none of the signs and ending in {@code .jar}. One that is in use is refused
     * @param jar is read to its end, within the limit on size, and not closed
     * @throws DeploymentException where it is refused or fails; its message says what to do about it
     */
    DeployedPlugin install(String fileName, InputStream jar);

    /**
     * Uninstalls a plugin and deletes its file. Where it was the newest version, the one before it serves again.
     *
     * @param fileName as in {@link DeployedPlugin#file()}
     * @return what was removed
     * @throws DeploymentException where there is no such file, or it cannot be deleted
     */
    DeployedPlugin remove(String fileName);

    /**
     * Uninstalls the newest version of a plugin and puts its file aside, so that the version before serves again.
     *
     * @param symbolicName of the plugin's bundle
     * @return the version that serves now. Where the one rolled back had replaced a plugin of the distribution, that is
     *     the one, and its file is empty
     * @throws DeploymentException where there is no version to go back to
     */
    DeployedPlugin rollBack(String symbolicName);

    /** What came by way of {@code plugins/} and is installed, by symbolic name, newest version first. Does not block. */
    List<DeployedPlugin> deployed();

    /** The latest changes and refusals, newest first; older ones are forgotten after a bounded number. Does not block. */
    List<DeploymentEvent> history();
}
