// SPDX-License-Identifier: Apache-2.0
package im.antiphon.observe.internal;

import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import im.antiphon.api.http.HttpResource;
import im.antiphon.observe.HealthReport;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /health/live}: this answer is the proof. {@code /health/ready}: all that calls need is there. */
@Component(property = HttpResource.PATH + "=/health")
public final class HealthResource implements HttpResource {
    private final Readiness readiness;

    @Activate
    public HealthResource(@Reference Readiness readiness) {
        this.readiness = readiness;
    }

    @Override
    public CompletionStage<HttpReply> handle(HttpRequest request) {
        return CompletableFuture.completedFuture(
                switch (request.path()) {
                    case "/health/live" -> reply(new HealthReport(List.of()));
                    case "/health/ready" -> reply(readiness.report());
                    default -> HttpReply.problem(404, "Not Found", "expected: /health/live or /health/ready");
                });
    }

    private static HttpReply reply(HealthReport report) {
        return HttpReply.text(report.httpStatus(), "application/json", report.json())
                .with("cache-control", "no-store");
    }
}
