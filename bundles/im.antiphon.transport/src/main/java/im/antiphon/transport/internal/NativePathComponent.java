// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.internal;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import im.antiphon.transport.batch.DatagramBatchFactory;
import im.antiphon.transport.media.SrtpEngines;
import im.antiphon.webrtc.srtp.SrtpEngine;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what comes and goes beside the portable media path: SRTP engines, of which it tells which one serves, and ways to hand
 * datagrams to the kernel, of which a media socket takes the one that is there when it is opened.
 */
@Component(
        service = NativePathComponent.class,
        configurationPid = {"im.antiphon.transport", MediaConfiguration.PID})
public final class NativePathComponent {
    private static final Logger logger = LoggerFactory.getLogger(NativePathComponent.class);

    private final MetricRegistry metrics;
    private final SrtpEngines engines;
    private volatile @Nullable DatagramBatchFactory batches;
    private final Set<String> gauges = ConcurrentHashMap.newKeySet();
    private final Map<SrtpEngine, String> libraries = new ConcurrentHashMap<>();
    private volatile Runnable onChange = () -> {};

    @Activate
    public NativePathComponent(MediaConfiguration configuration, @Reference MetricRegistry metrics) {
        this.metrics = metrics;
        engines = new SrtpEngines(configuration.srtpEngine());
        gauge(engines.name());
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindEngine(SrtpEngine engine, Map<String, Object> properties) {
        Object ranking = properties.getOrDefault(Constants.SERVICE_RANKING, 0);
        if (properties.get("gcm") instanceof String gcm && properties.get("cm") instanceof String counterMode) {
            libraries.put(engine, " (" + gcm + "; " + counterMode + ")");
        }
        engines.add(engine, ranking instanceof Integer number ? number : 0);
        gauge(engine.name());
        onChange.run();
        logger.info("event=srtp_engine_found name={} serving={}", engine.name(), engines.name());
    }

    void unbindEngine(SrtpEngine engine) {
        engines.remove(engine);
        libraries.remove(engine);
        onChange.run();
        logger.info("event=srtp_engine_gone name={} serving={}", engine.name(), engines.name());
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindBatches(DatagramBatchFactory factory) {
        batches = factory;
    }

    void unbindBatches(DatagramBatchFactory factory) {
        if (batches == factory) { // else a successor has been bound before
            batches = null;
        }
    }

    @Nullable
    DatagramBatchFactory batches() {
        return batches;
    }

    /** The engine that peers get now, with the libraries for AES-GCM and AES-CM where it is not the portable one. */
    String srtpDescription() {
        String name = engines.name();
        return name
                + libraries.entrySet().stream()
                        .filter(entry -> entry.getKey().name().equals(name))
                        .map(Map.Entry::getValue)
                        .findAny()
                        .orElse("");
    }

    /** To be run whenever an engine has come or gone, on whatever thread; replaces what was to be run before. */
    void onChange(Runnable task) {
        onChange = task;
    }

    SrtpEngines engines() {
        return engines;
    }

    private void gauge(String name) {
        String metric = "antiphon_srtp_engine{name=\"" + name + "\"}";
        if (gauges.add(metric)) {
            metrics.register(metric, (Gauge<Integer>) () -> engines.name().equals(name) ? 1 : 0);
        }
    }

    @Deactivate
    void close() {
        gauges.forEach(metrics::remove);
    }
}
