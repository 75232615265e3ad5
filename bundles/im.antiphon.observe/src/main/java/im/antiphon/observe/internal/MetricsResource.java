// SPDX-License-Identifier: Apache-2.0
package im.antiphon.observe.internal;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import im.antiphon.api.http.HttpResource;
import im.antiphon.observe.PrometheusText;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code GET /metrics}. */
@Component(property = HttpResource.PATH + "=/metrics")
public final class MetricsResource implements HttpResource {
    private final MetricRegistry registry;

    @Activate
    public MetricsResource(@Reference MetricRegistry registry) {
        this.registry = registry;
    }

    @Override
    public CompletionStage<HttpReply> handle(HttpRequest request) {
        HttpReply reply = request.method().equals("GET") || request.method().equals("HEAD")
                ? HttpReply.text(200, PrometheusText.CONTENT_TYPE, PrometheusText.of(registry))
                : HttpReply.of(405).with("allow", "GET, HEAD");
        return CompletableFuture.completedFuture(reply);
    }
}
