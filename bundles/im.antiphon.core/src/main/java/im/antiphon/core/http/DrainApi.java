// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.http;

import com.fasterxml.jackson.databind.JsonNode;
import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import im.antiphon.api.http.HttpResource;
import im.antiphon.api.session.NodeDrain;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntSupplier;

/**
 * {@code /api/v1/drain}: GET tells whether the node is drained and how many sessions are left, POST drains it, DELETE has
 * it take new sessions again. All of them answer with the state.
 *
 * @param sessions how many there are
 */
public record DrainApi(NodeDrain drain, IntSupplier sessions) implements HttpResource {
    public static final String PATH = "/api/v1/drain";

    private static final int LONGEST_REASON = 200;

    @Override
    public CompletionStage<HttpReply> handle(HttpRequest request) {
        return CompletableFuture.completedFuture(reply(request));
    }

    private HttpReply reply(HttpRequest request) {
        if (!request.path().equals(PATH)) {
            return HttpReply.problem(404, "Not Found", "nothing is beneath " + PATH);
        }
        boolean changes = request.method().equals("POST") || request.method().equals("DELETE");
        HttpReply refusal = changes ? OperatorAccess.refusal(request) : null;
        if (refusal != null) {
            return refusal;
        }
        switch (request.method()) {
            case "GET", "HEAD" -> {}
            case "POST" -> {
                JsonNode body = ApiDocuments.object(request.body());
                String reason =
                        body == null ? "" : body.path("reason").asText("").strip();
                if (reason.length() > LONGEST_REASON) {
                    return HttpReply.problem(
                            400, "Bad Request", "reason: expected at most " + LONGEST_REASON + " characters");
                }
                drain.drain(reason.isEmpty() ? "ordered by an operator" : reason);
            }
            case "DELETE" -> drain.resume();
            default -> {
                return HttpReply.problem(405, "Method Not Allowed", "expected GET, POST or DELETE")
                        .with("allow", "DELETE, GET, HEAD, POST");
            }
        }
        return new HttpReply(200, JsonResource.HEADERS, ApiDocuments.drain(drain, sessions.getAsInt()));
    }
}
