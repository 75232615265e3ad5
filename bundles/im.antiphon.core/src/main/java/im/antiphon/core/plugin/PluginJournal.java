// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.PluginSwap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the slots leave behind: the latest swaps, and their metrics. Keeps names only, no object of a plugin. Safe from
 * any thread.
 */
public final class PluginJournal {
    /** Older swaps are forgotten. */
    static final int CAPACITY = 256;

    private final MetricRegistry metrics;
    private final LongSupplier epochMillis;
    private final Deque<PluginSwap> swaps = new ArrayDeque<>();

    public PluginJournal(MetricRegistry metrics, LongSupplier epochMillis) {
        this.metrics = metrics;
        this.epochMillis = epochMillis;
    }

    /** The latest swaps, newest first. */
    public synchronized List<PluginSwap> swaps() {
        List<PluginSwap> newestFirst = new ArrayList<>(swaps);
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    synchronized void swapped(PluginKind kind, @Nullable String from, @Nullable String to, int migrated) {
        if (swaps.size() == CAPACITY) {
            swaps.removeFirst();
        }
        swaps.addLast(new PluginSwap(kind, from, to, epochMillis.getAsLong(), migrated));
        metrics.counter("antiphon_plugin_swaps_total{kind=\"" + kind.label() + "\"}")
                .inc();
    }

    /** Publishes how many versions of a plugin are quarantined, for as long as one of that name is bound. */
    void watch(PluginKind kind, String name, IntSupplier quarantined) {
        metrics.<Gauge<Integer>>gauge(quarantinedMetric(kind, name), () -> quarantined::getAsInt);
    }

    void unwatch(PluginKind kind, String name) {
        metrics.remove(quarantinedMetric(kind, name));
    }

    private static String quarantinedMetric(PluginKind kind, String name) {
        return "antiphon_plugin_quarantined{kind=\"" + kind.label() + "\",name=\"" + name + "\"}";
    }
}
