// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.plugin;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** All bound plugins and their swaps, for those who operate a node. Safe from any thread. */
@ProviderType
public interface Plugins {
    /** Every bound plugin, by kind, the serving one of a kind first. */
    List<PluginInfo> list();

    /** The latest swaps, newest first; older ones are forgotten after a bounded number. */
    List<PluginSwap> swaps();

    /** The latest quarantines and releases, newest first; older ones are forgotten after a bounded number. */
    List<PluginEvent> events();

    /**
     * Takes a plugin out at once: it makes no more products, and running ones migrate to the next best as soon as their
     * threads let them. It comes back by {@link #releaseQuarantine} or in a newer version.
     *
     * @param plugin its name, for all bound versions of it, or {@code name@version}
     * @param reason a sentence for operators and the plugin's author
     * @return false where no such plugin is bound, or it was quarantined before
     */
    boolean quarantine(PluginKind kind, String plugin, String reason);

    /**
     * An operator's word that a quarantined plugin may serve again: all its bound versions are ranked as before.
     *
     * @return false where no version of a plugin of that kind and name was quarantined
     */
    boolean releaseQuarantine(PluginKind kind, String name);
}
