// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.session.SessionState;
import im.antiphon.api.session.Sessions;
import im.antiphon.core.session.LocalNode;
import im.antiphon.core.session.SessionRegistry;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The registry as a service: as {@link Sessions} to all, as itself within this bundle. */
@Component(
        immediate = true,
        service = {Sessions.class, SessionRegistry.class})
public final class SessionRegistryComponent extends SessionRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(SessionRegistryComponent.class);

    private final MetricRegistry metrics;

    @Activate
    public SessionRegistryComponent(@Reference LocalNode node, @Reference MetricRegistry metrics) {
        super(node.id(), System::currentTimeMillis);
        this.metrics = metrics;
        publish(metrics);
        addListener((session, from, to, reason) -> {
            if (to == SessionState.TERMINATED) {
                LOG.info("{} session {} ended: {}", session.kind(), session.id(), reason);
            }
        });
    }

    @Deactivate
    void deactivate() {
        closeAll("shutdown");
        unpublish(metrics);
    }
}
