// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import im.antiphon.api.auth.Admission;
import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import im.antiphon.api.http.HttpResource;
import im.antiphon.api.session.SessionControl;
import im.antiphon.api.session.Sessions;
import im.antiphon.core.http.GuardedResource;
import im.antiphon.core.http.SessionCollection;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The sessions there are, for those who administer them. */
@Component(service = HttpResource.class, property = HttpResource.PATH + "=" + SessionsResource.PATH)
public final class SessionsResource implements HttpResource {
    static final String PATH = "/api/v1/sessions";

    private final HttpResource collection;

    @Activate
    public SessionsResource(
            @Reference Sessions sessions, @Reference SessionControl control, @Reference Admission admission) {
        collection = GuardedResource.forAdministrators(admission, new SessionCollection(PATH, sessions, control));
    }

    @Override
    public CompletionStage<HttpReply> handle(HttpRequest request) {
        return collection.handle(request);
    }
}
