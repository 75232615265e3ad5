// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.internal;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import im.antiphon.transport.media.SrtpEngines;
import im.antiphon.webrtc.srtp.SrtpEngine;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the SRTP engines that come and go, and tells which one serves. */
@Component(
        service = SrtpEnginesComponent.class,
        configurationPid = {"im.antiphon.transport", MediaConfiguration.PID})
public final class SrtpEnginesComponent {
    private static final Logger logger = LoggerFactory.getLogger(SrtpEnginesComponent.class);

    private final MetricRegistry metrics;
    private final SrtpEngines engines;
    private final Set<String> gauges = ConcurrentHashMap.newKeySet();

    @Activate
    public SrtpEnginesComponent(MediaConfiguration configuration, @Reference MetricRegistry metrics) {
        this.metrics = metrics;
        engines = new SrtpEngines(configuration.srtpEngine());
        gauge(engines.name());
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindEngine(SrtpEngine engine, Map<String, Object> properties) {
        Object ranking = properties.getOrDefault(Constants.SERVICE_RANKING, 0);
        engines.add(engine, ranking instanceof Integer number ? number : 0);
        gauge(engine.name());
        logger.info("event=srtp_engine_found name={} serving={}", engine.name(), engines.name());
    }

    void unbindEngine(SrtpEngine engine) {
        engines.remove(engine);
        logger.info("event=srtp_engine_gone name={} serving={}", engine.name(), engines.name());
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
