// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.plugin;

import org.jspecify.annotations.Nullable;

/**
 * One bound plugin, as it stood when asked.
 *
 * @param kind what it is
 * @param name its {@link PluginName}
 * @param version the version of the bundle it comes from, in OSGi's form
 * @param bundle the symbolic name of that bundle
 * @param ranking its {@code service.ranking}
 * @param state where it stands
 * @param users how many of its products run
 * @param failures how many of its calls have thrown, or were found to take too long, since it was bound
 * @param reason why it is quarantined; null while it is not
 */
public record PluginInfo(
        PluginKind kind,
        String name,
        String version,
        String bundle,
        int ranking,
        PluginState state,
        int users,
        long failures,
        @Nullable String reason) {
    /** A plugin that is not quarantined. */
    public PluginInfo(
            PluginKind kind,
            String name,
            String version,
            String bundle,
            int ranking,
            PluginState state,
            int users,
            long failures) {
        this(kind, name, version, bundle, ranking, state, users, failures, null);
    }

    /** {@code name@version}, as logs and swaps spell it. */
    public String label() {
        return name + "@" + version;
    }
}
