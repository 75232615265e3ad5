// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.plugin.DeploymentEvent;
import im.antiphon.api.plugin.DeploymentEvent.Type;
import im.antiphon.api.plugin.DeploymentException;
import im.antiphon.deploy.jar.PluginManifest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What deployments leave behind: a line in the log, a count, and the latest of them to be read. Safe from any thread. */
public final class DeploymentJournal {
    /** Older events are forgotten. */
    static final int CAPACITY = 256;

    private static final Logger LOG = LoggerFactory.getLogger(DeploymentJournal.class);

    private final MetricRegistry metrics;
    private final LongSupplier epochMillis;
    private final Deque<DeploymentEvent> events = new ArrayDeque<>();

    public DeploymentJournal(MetricRegistry metrics, LongSupplier epochMillis) {
        this.metrics = metrics;
        this.epochMillis = epochMillis;
    }

    /** The latest events, newest first. */
    public synchronized List<DeploymentEvent> events() {
        List<DeploymentEvent> newestFirst = new ArrayList<>(events);
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    void rejected(String file, @Nullable PluginManifest manifest, DeploymentException refusal) {
        String message = String.valueOf(refusal.getMessage());
        LOG.warn("plugin {} refused ({}): {}", file, refusal.reason(), message);
        add(Type.REJECTED, file, manifest, refusal.reason(), message);
    }

    void happened(Type type, String file, PluginManifest manifest, String message) {
        LOG.info("plugin {}: {}", file, message);
        add(type, file, manifest, null, message);
    }

    private synchronized void add(
            Type type,
            String file,
            @Nullable PluginManifest manifest,
            DeploymentException.@Nullable Reason reason,
            String message) {
        if (events.size() == CAPACITY) {
            events.removeFirst();
        }
        events.addLast(new DeploymentEvent(
                type,
                file,
                manifest == null ? null : manifest.symbolicName(),
                manifest == null ? null : manifest.version().toString(),
                reason,
                message,
                epochMillis.getAsLong()));
        metrics.counter("antiphon_plugin_deployments_total{result=\""
                        + type.name().toLowerCase(Locale.ROOT) + "\"}")
                .inc();
    }
}
