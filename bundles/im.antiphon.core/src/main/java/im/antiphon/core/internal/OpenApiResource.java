// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import im.antiphon.api.http.HttpResource;
import im.antiphon.core.http.ApiDocuments;
import im.antiphon.core.http.JsonResource;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The description of the API. */
@Component(service = HttpResource.class, property = HttpResource.PATH + "=" + OpenApiResource.PATH)
public final class OpenApiResource implements HttpResource {
    static final String PATH = "/api/v1/openapi.json";

    private final JsonResource document;

    @Activate
    public OpenApiResource() {
        document = new JsonResource(PATH, ApiDocuments::openApi);
    }

    @Override
    public CompletionStage<HttpReply> handle(HttpRequest request) {
        return document.handle(request);
    }
}
