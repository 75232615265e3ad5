// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import java.util.Comparator;

/**
 * Who a bound factory is. Holds no object of the plugin's own.
 *
 * @param name its plugin name
 * @param version of the bundle it comes from
 * @param bundle symbolic name of that bundle
 * @param ranking its {@code service.ranking}
 * @param serviceId its {@code service.id}, unique for the life of the framework
 */
public record PluginIdentity(String name, PluginVersion version, String bundle, int ranking, long serviceId) {
    /** Best first: highest ranking, then highest version, then lowest service id. */
    static final Comparator<PluginIdentity> BEST_FIRST = Comparator.comparingInt(PluginIdentity::ranking)
            .thenComparing(PluginIdentity::version)
            .reversed()
            .thenComparingLong(PluginIdentity::serviceId);

    /** {@code name@version}, as pages and logs spell it. */
    public String label() {
        return name + "@" + version;
    }
}
