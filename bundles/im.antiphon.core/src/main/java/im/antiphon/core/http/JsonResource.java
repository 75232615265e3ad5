// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.http;

import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import im.antiphon.api.http.HttpResource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A JSON document under one path, to be read only.
 *
 * @param path the whole of it; nothing is beneath
 * @param content the document, in UTF-8, as it stands at the moment
 */
public record JsonResource(String path, Supplier<byte[]> content) implements HttpResource {
    static final Map<String, String> HEADERS = Map.of("content-type", "application/json", "cache-control", "no-store");

    @Override
    public CompletionStage<HttpReply> handle(HttpRequest request) {
        return CompletableFuture.completedFuture(reply(request));
    }

    private HttpReply reply(HttpRequest request) {
        if (!request.path().equals(path)) {
            return HttpReply.problem(404, "Not Found", "nothing is beneath " + path);
        }
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return HttpReply.problem(405, "Method Not Allowed", "expected GET").with("allow", "GET, HEAD");
        }
        return new HttpReply(200, HEADERS, content.get());
    }
}
