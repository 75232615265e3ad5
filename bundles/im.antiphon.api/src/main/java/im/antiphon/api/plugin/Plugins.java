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
}
