// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.auth.Admission;
import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import im.antiphon.api.http.HttpResource;
import im.antiphon.api.session.NodeDrain;
import im.antiphon.core.http.DrainApi;
import im.antiphon.core.http.GuardedResource;
import im.antiphon.core.session.SessionRegistry;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Draining this node: as a service to all, and under {@code /api/v1/drain}. */
@Component(
        immediate = true,
        service = {NodeDrain.class, HttpResource.class},
        property = HttpResource.PATH + "=" + DrainApi.PATH)
public final class DrainResource implements NodeDrain, HttpResource {
    private static final String METRIC = "antiphon_node_draining";

    private final NodeDrain drain;
    private final HttpResource api;
    private final MetricRegistry metrics;

    @Activate
    public DrainResource(
            @Reference SessionRegistry sessions, @Reference MetricRegistry metrics, @Reference Admission admission) {
        this.drain = sessions.drain();
        this.api = GuardedResource.forAdministrators(
                admission, new DrainApi(drain, () -> sessions.list().size()));
        this.metrics = metrics;
        metrics.<Gauge<Integer>>gauge(METRIC, () -> () -> drain.isDraining() ? 1 : 0);
    }

    @Deactivate
    void deactivate() {
        metrics.remove(METRIC);
    }

    @Override
    public @Nullable String reason() {
        return drain.reason();
    }

    @Override
    public long sinceEpochMillis() {
        return drain.sinceEpochMillis();
    }

    @Override
    public boolean drain(String reason) {
        return drain.drain(reason);
    }

    @Override
    public boolean resume() {
        return drain.resume();
    }

    @Override
    public CompletionStage<HttpReply> handle(HttpRequest request) {
        return api.handle(request);
    }
}
