// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.http;

import im.antiphon.api.call.CallInfo;
import im.antiphon.api.call.Calls;
import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import im.antiphon.api.http.HttpResource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Calls under {@value #PATH}: all of them, one, and the end of one, for operators. */
public record CallsApi(Calls calls) implements HttpResource {
    /** All calls; one of them has its id beneath. */
    public static final String PATH = "/api/v1/calls";

    @Override
    public CompletionStage<HttpReply> handle(HttpRequest request) {
        String path = request.path();
        if (path.equals(PATH)) {
            return done(
                    isRead(request)
                            ? new HttpReply(200, JsonResource.HEADERS, ApiDocuments.calls(calls.list()))
                            : notAllowed("GET, HEAD"));
        }
        String id = path.substring(PATH.length() + 1);
        if (isRead(request)) {
            CallInfo call = calls.find(id);
            return done(call == null ? notFound() : new HttpReply(200, JsonResource.HEADERS, ApiDocuments.call(call)));
        }
        if (!request.method().equals("DELETE")) {
            return done(notAllowed("GET, HEAD, DELETE"));
        }
        HttpReply refusal = OperatorAccess.refusal(request);
        if (refusal != null) {
            return done(refusal);
        }
        return done(calls.end(id) ? new HttpReply(202, Map.of(), new byte[0]) : notFound());
    }

    private static boolean isRead(HttpRequest request) {
        return request.method().equals("GET") || request.method().equals("HEAD");
    }

    private static HttpReply notFound() {
        return HttpReply.problem(404, "Not Found", "no such call at this node");
    }

    private static HttpReply notAllowed(String allowed) {
        return HttpReply.problem(405, "Method Not Allowed", "expected one of " + allowed)
                .with("allow", allowed);
    }

    private static CompletionStage<HttpReply> done(HttpReply reply) {
        return CompletableFuture.completedFuture(reply);
    }
}
