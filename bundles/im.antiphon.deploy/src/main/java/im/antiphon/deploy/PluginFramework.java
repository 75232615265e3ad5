// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy;

import im.antiphon.api.plugin.DeploymentException;
import im.antiphon.deploy.admission.Surroundings;
import java.nio.file.Path;
import java.util.Set;

/**
 * What is asked of the OSGi framework, for plugins alone: no method of it touches a bundle of the distribution. Called by
 * one thread at a time. Bundles go by their ids, so that nobody holds on to one that has gone.
 */
public interface PluginFramework {
    /** What a plugin meets here at this moment. */
    Surroundings surroundings();

    /** Uninstalls plugins of a former life of the deployer, but for those at these locations. */
    void retain(Set<String> locations);

    /**
     * Installs, neither resolving nor starting.
     *
     * @param location by which the bundle is known; where there is one of that location, that is it
     * @return its id
     * @throws DeploymentException where the framework will not have it
     */
    long install(String location, Path jar);

    /** @throws DeploymentException where it cannot be resolved, naming what is missing */
    void resolve(long bundle);

    /** @throws DeploymentException where its activator fails, or does not return in time */
    void start(long bundle);

    /** @throws DeploymentException where it does not run, or one of its components has failed or waits for something */
    void verify(long bundle);

    /** Uninstalls, and lets go of its classes. Other bundles are not touched, but for plugins that were wired to it. */
    void uninstall(long bundle);

    /** Whether it is started. */
    boolean running(long bundle);

    /** Whether the server is being stopped, when failures say nothing about plugins. */
    boolean stopping();
}
