// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.plugin.PluginState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds plugins that start threads and do not end them. Confined to the watch thread, which calls {@link #look} once a
 * period.
 *
 * <p>A thread is a plugin's if its class is, or its context class loader, or the code it was started to run: the lowest
 * frame of its stack that is not the platform's. A thread that is nobody's is looked at a few times, since one that has just
 * been started has no stack; what it is found to be, it stays. A pool's worker that was given the platform's own class and
 * has never been seen at work is nobody's.
 */
public final class PluginThreads {
    private static final int LOOKS_AT_A_THREAD = 3;
    private static final int NAMED = 3;

    /**
     * How often, and how many.
     *
     * @param looksBetween so many calls of {@link #look} pass between two looks
     * @param maximumThreads so many live threads may be one plugin's
     */
    public record Settings(int looksBetween, int maximumThreads) {
        public Settings {
            if (looksBetween < 1 || maximumThreads < 0) {
                throw new IllegalArgumentException("looksBetween, maximumThreads: " + looksBetween + ", "
                        + maximumThreads + " (expected: >= 1, >= 0)");
            }
        }
    }

    private static final class Seen {
        private int looks;
        private @Nullable String owner; // kind and label
    }

    private final Settings settings;
    private final WatchedPlugins plugins;
    private final PluginClasses classes;
    private final LongSupplier changes;
    private final Supplier<List<Thread>> liveThreads;
    private final Map<Thread, Seen> seen = new IdentityHashMap<>();
    private int looksToNext;
    private long changedBefore = -1;
    private boolean settled;

    /**
     * @param changes how many threads have started and ended so far: while it stays the same, there is nothing new to see
     * @param liveThreads those that have not ended
     */
    public PluginThreads(
            Settings settings,
            WatchedPlugins plugins,
            PluginClasses classes,
            LongSupplier changes,
            Supplier<List<Thread>> liveThreads) {
        this.settings = settings;
        this.plugins = plugins;
        this.classes = classes;
        this.changes = changes;
        this.liveThreads = liveThreads;
    }

    /** One look, if it is time for one. */
    public void look() {
        if (--looksToNext > 0) {
            return;
        }
        looksToNext = settings.looksBetween();
        long changed = changes.getAsLong();
        if (settled && changed == changedBefore) {
            return;
        }
        changedBefore = changed;
        settled = true;
        List<PluginInfo> known = plugins.list();
        Map<String, List<String>> names = new LinkedHashMap<>();
        List<Thread> live = liveThreads.get();
        Set<Thread> alive = new HashSet<>(live);
        seen.keySet().removeIf(thread -> !alive.contains(thread));
        for (Thread thread : live) {
            Seen one = seen.computeIfAbsent(thread, newcomer -> new Seen());
            if (one.owner == null && one.looks < LOOKS_AT_A_THREAD) {
                one.looks++;
                one.owner = owner(thread, known);
                settled = settled && (one.owner != null || one.looks == LOOKS_AT_A_THREAD);
            }
            if (one.owner != null) {
                names.computeIfAbsent(one.owner, first -> new ArrayList<>()).add(thread.getName());
            }
        }
        known.forEach(plugin -> judge(plugin, names.getOrDefault(key(plugin), List.of())));
    }

    private void judge(PluginInfo plugin, List<String> threads) {
        if (threads.size() <= settings.maximumThreads()) {
            return;
        }
        settled = false; // Once it is let back, it is to be judged again.
        if (plugin.state() == PluginState.QUARANTINED) {
            return;
        }
        plugins.quarantineLeaking(
                plugin.kind(),
                plugin.name() + "@" + plugin.version(),
                threads.size() + " threads that it started run (allowed: " + settings.maximumThreads()
                        + "), among them " + threads.stream().limit(NAMED).collect(Collectors.joining(", ")));
    }

    private @Nullable String owner(Thread thread, List<PluginInfo> known) {
        ClassLoader context = thread.getContextClassLoader();
        if (context != null) {
            for (PluginInfo plugin : known) {
                if (classes.areLoadedBy(plugin, context)) {
                    return key(plugin);
                }
            }
        }
        if (thread.getClass() != Thread.class) {
            String owner = ownerOf(thread.getClass().getName(), known);
            if (owner != null) {
                return owner;
            }
        }
        StackTraceElement[] stack = thread.getStackTrace();
        for (int i = stack.length - 1; i >= 0; i--) {
            String className = hostOf(stack[i].getClassName());
            if (!Culprit.isOfThePlatform(className)) {
                return ownerOf(className, known);
            }
        }
        return null;
    }

    private @Nullable String ownerOf(String className, List<PluginInfo> known) {
        for (PluginInfo plugin : Culprit.mostLikelyFirst(known)) {
            if (classes.contain(plugin, className)) {
                return key(plugin);
            }
        }
        return null;
    }

    /** A lambda's class has no file; the class it is written in has. */
    private static String hostOf(String className) {
        int lambda = className.indexOf("$$Lambda");
        return lambda < 0 ? className : className.substring(0, lambda);
    }

    private static String key(PluginInfo plugin) {
        return plugin.kind() + " " + plugin.name() + "@" + plugin.version();
    }
}
