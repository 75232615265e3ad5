// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.http;

import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import im.antiphon.api.http.HttpResource;
import im.antiphon.api.session.SessionControl;
import im.antiphon.api.session.Sessions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The sessions of this node: read as a document, ended one by one.
 *
 * <pre>
 * GET    {path}        all of them
 * DELETE {path}/{id}   ends one: 204, or 404 where there is none
 * </pre>
 */
public final class SessionCollection implements HttpResource {
    private static final String ENDED_BY_OPERATOR = "operator";

    private final String path;
    private final SessionControl control;
    private final JsonResource document;

    /** @param path the collection's, without a slash at its end */
    public SessionCollection(String path, Sessions sessions, SessionControl control) {
        this.path = path;
        this.control = control;
        this.document = new JsonResource(path, () -> ApiDocuments.sessions(sessions.list()));
    }

    @Override
    public CompletionStage<HttpReply> handle(HttpRequest request) {
        return request.path().startsWith(path + "/")
                ? CompletableFuture.completedFuture(one(request))
                : document.handle(request);
    }

    private HttpReply one(HttpRequest request) {
        if (!request.method().equals("DELETE")) {
            return HttpReply.problem(405, "Method Not Allowed", "expected DELETE")
                    .with("allow", "DELETE");
        }
        // a page cannot know a token, but it can make the browser ask without one
        HttpReply refusal = request.header("authorization") == null ? OperatorAccess.refusal(request) : null;
        if (refusal != null) {
            return refusal;
        }
        return control.end(request.path().substring(path.length() + 1), ENDED_BY_OPERATOR)
                ? HttpReply.of(204)
                : HttpReply.problem(404, "Not Found", "no such session");
    }
}
