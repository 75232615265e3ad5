// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import im.antiphon.api.auth.Admission;
import im.antiphon.api.call.Calls;
import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import im.antiphon.api.http.HttpResource;
import im.antiphon.core.http.CallsApi;
import im.antiphon.core.http.GuardedResource;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The calls there are, for administrators. */
@Component(service = HttpResource.class, property = HttpResource.PATH + "=" + CallsApi.PATH)
public final class CallsResource implements HttpResource {
    private final HttpResource api;

    @Activate
    public CallsResource(@Reference Calls calls, @Reference Admission admission) {
        api = GuardedResource.forAdministrators(admission, new CallsApi(calls));
    }

    @Override
    public CompletionStage<HttpReply> handle(HttpRequest request) {
        return api.handle(request);
    }
}
