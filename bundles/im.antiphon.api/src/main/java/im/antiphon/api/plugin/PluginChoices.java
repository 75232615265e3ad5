// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.plugin;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Which plugin serves, by name and by tenant, as configuration says, and the way to change it while calls run. A change
 * goes through Configuration Admin, so it is there after the next start as well. Safe from any thread.
 */
@ProviderType
public interface PluginChoices {
    /** What is chosen at the moment; kinds and tenants for which the ranking decides are not among them. Does not block. */
    List<PluginChoice> choices();

    /**
     * Has a plugin serve from now on; running products migrate to it. Blocks on Configuration Admin; never call it on an
     * event loop.
     *
     * @param tenant for whom; {@link Tenants#DEFAULT} for all that have no choice of their own
     * @param plugin the name of a plugin of that kind that is bound; a codec is chosen for the encodings it has. Empty: no
     *     choice any more, so that the ranking decides or, for a tenant, what is chosen for all
     * @throws IllegalArgumentException if there is no such plugin, or no tenant can have such a name
     * @throws java.io.UncheckedIOException if the configuration cannot be kept; nothing has changed
     */
    void choose(PluginKind kind, String tenant, String plugin);
}
