// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.plugin.PluginInfo;

/** Tells whose class it is: a stack names classes, not the bundles they come from. */
@FunctionalInterface
public interface PluginClasses {
    /** Whether a class of this name is in the plugin's own bundle. Loads nothing and runs nothing of the plugin. */
    boolean contain(PluginInfo plugin, String className);

    /** Whether that is the class loader of the plugin's bundle. */
    default boolean areLoadedBy(PluginInfo plugin, ClassLoader loader) {
        return false;
    }
}
