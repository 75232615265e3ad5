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

    /**
     * An operator's word that a quarantined plugin may serve again: all its bound versions are ranked as before.
     *
     * @return false where no version of a plugin of that kind and name was quarantined
     */
    boolean releaseQuarantine(PluginKind kind, String name);
}
