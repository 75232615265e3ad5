// SPDX-License-Identifier: Apache-2.0
package im.antiphon.observe.internal;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.observe.JavaMetrics;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The registry of the node, as a service: who measures registers there, and takes away again what is its own. */
@Component(service = MetricRegistry.class, immediate = true)
public final class NodeMetricRegistry extends MetricRegistry {
    @Activate
    public NodeMetricRegistry() {
        JavaMetrics.register(this);
    }
}
