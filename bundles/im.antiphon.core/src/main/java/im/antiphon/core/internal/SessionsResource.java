// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import im.antiphon.api.http.HttpResource;
import im.antiphon.api.session.Sessions;
import im.antiphon.core.http.ApiDocuments;
import im.antiphon.core.http.JsonResource;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The sessions there are. */
@Component(service = HttpResource.class, property = HttpResource.PATH + "=" + SessionsResource.PATH)
public final class SessionsResource implements HttpResource {
    static final String PATH = "/api/v1/sessions";

    private final JsonResource document;

    @Activate
    public SessionsResource(@Reference Sessions sessions) {
        document = new JsonResource(PATH, () -> ApiDocuments.sessions(sessions.list()));
    }

    @Override
    public CompletionStage<HttpReply> handle(HttpRequest request) {
        return document.handle(request);
    }
}
