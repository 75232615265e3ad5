// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.plugin.PluginState;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plugin that a thread is in.
 *
 * @param plugin whose class it is
 * @param frame the topmost of its frames
 */
record Culprit(PluginInfo plugin, StackTraceElement frame) {
    /** Where several versions of a plugin have a class of the name, the one whose products are called. */
    private static final Comparator<PluginInfo> MOST_LIKELY_FIRST = Comparator.<PluginInfo, Boolean>comparing(
                    info -> info.users() == 0)
            .thenComparing(info -> info.state() != PluginState.SERVING)
            .thenComparing(info -> info.state() == PluginState.QUARANTINED);

    static List<PluginInfo> mostLikelyFirst(List<PluginInfo> plugins) {
        return plugins.stream().sorted(MOST_LIKELY_FIRST).toList();
    }

    static boolean isOfThePlatform(String className) {
        return className.startsWith("java.") || className.startsWith("jdk.");
    }

    /** Looks from the top of a stack for a frame of a plugin; null where there is none. */
    static @Nullable Culprit find(StackTraceElement[] stack, List<PluginInfo> plugins, PluginClasses classes) {
        List<PluginInfo> candidates = mostLikelyFirst(plugins);
        for (StackTraceElement frame : stack) {
            String className = frame.getClassName();
            if (isOfThePlatform(className)) {
                continue;
            }
            for (PluginInfo plugin : candidates) {
                if (classes.contain(plugin, className)) {
                    return new Culprit(plugin, frame);
                }
            }
        }
        return null;
    }
}
