// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.plugin.PluginEvent;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.PluginSwap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the slots leave behind: the latest swaps and quarantines, and their metrics. Keeps names only, no object of a plugin. Safe from
 * any thread.
 */
public final class PluginJournal {
    /** Older swaps, and older events, are forgotten. */
    static final int CAPACITY = 256;

    private final MetricRegistry metrics;
    private final LongSupplier epochMillis;
    private final Deque<PluginSwap> swaps = new ArrayDeque<>();
    private final Deque<PluginEvent> events = new ArrayDeque<>();
    private final Map<PluginKind, PluginPauses> pauses = new ConcurrentHashMap<>();
    private final Map<String, Map<Object, IntSupplier>> watched = new HashMap<>();

    public PluginJournal(MetricRegistry metrics, LongSupplier epochMillis) {
        this.metrics = metrics;
        this.epochMillis = epochMillis;
    }

    /** A product of that kind could not be called for so long, because it was migrating. */
    void paused(PluginKind kind, long nanos) {
        pauses.computeIfAbsent(kind, added -> new PluginPauses(metrics, added)).add(nanos);
    }

    /** For so long a thread has computed during such a pause. */
    void computed(PluginKind kind, long cpuNanos) {
        pauses.computeIfAbsent(kind, added -> new PluginPauses(metrics, added)).computed(cpuNanos);
    }

    /** The latest swaps, newest first. */
    public synchronized List<PluginSwap> swaps() {
        List<PluginSwap> newestFirst = new ArrayList<>(swaps);
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    /** The latest quarantines and releases, newest first. */
    public synchronized List<PluginEvent> events() {
        List<PluginEvent> newestFirst = new ArrayList<>(events);
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    synchronized void happened(PluginEvent.Type type, PluginKind kind, String plugin, String reason) {
        if (events.size() == CAPACITY) {
            events.removeFirst();
        }
        events.addLast(new PluginEvent(type, kind, plugin, reason, epochMillis.getAsLong()));
    }

    synchronized void swapped(PluginKind kind, @Nullable String from, @Nullable String to, int migrated) {
        if (swaps.size() == CAPACITY) {
            swaps.removeFirst();
        }
        swaps.addLast(new PluginSwap(kind, from, to, epochMillis.getAsLong(), migrated));
        metrics.counter("antiphon_plugin_swaps_total{kind=\"" + kind.label() + "\"}")
                .inc();
    }

    /**
     * Publishes in how many places a plugin is quarantined, for as long as one of that name is bound. Plugins of one name
     * may be in several slots, as a codec with two encodings is; each slot adds its own figure.
     */
    synchronized void watch(PluginKind kind, String name, Object slot, IntSupplier quarantined) {
        String metric = quarantinedMetric(kind, name);
        watched.computeIfAbsent(metric, added -> new LinkedHashMap<>()).put(slot, quarantined);
        metrics.<Gauge<Integer>>gauge(metric, () -> () -> sum(metric));
    }

    synchronized void unwatch(PluginKind kind, String name, Object slot) {
        String metric = quarantinedMetric(kind, name);
        Map<Object, IntSupplier> slots = watched.get(metric);
        if (slots != null && slots.remove(slot) != null && slots.isEmpty()) {
            watched.remove(metric);
            metrics.remove(metric);
        }
    }

    private int sum(String metric) {
        List<IntSupplier> figures;
        synchronized (this) {
            figures = List.copyOf(watched.getOrDefault(metric, Map.of()).values());
        }
        return figures.stream().mapToInt(IntSupplier::getAsInt).sum(); // not under our lock: each takes its slot's
    }

    private static String quarantinedMetric(PluginKind kind, String name) {
        return "antiphon_plugin_quarantined{kind=\"" + kind.label() + "\",name=\"" + name + "\"}";
    }
}
