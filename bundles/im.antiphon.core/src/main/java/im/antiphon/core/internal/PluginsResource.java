// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import im.antiphon.api.http.HttpResource;
import im.antiphon.api.plugin.Plugins;
import im.antiphon.core.http.ApiDocuments;
import im.antiphon.core.http.JsonResource;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The plugins that are bound. */
@Component(service = HttpResource.class, property = HttpResource.PATH + "=" + PluginsResource.PATH)
public final class PluginsResource implements HttpResource {
    static final String PATH = "/api/v1/plugins";

    private final JsonResource document;

    @Activate
    public PluginsResource(@Reference Plugins plugins) {
        document = new JsonResource(PATH, () -> ApiDocuments.plugins(plugins.list()));
    }

    @Override
    public CompletionStage<HttpReply> handle(HttpRequest request) {
        return document.handle(request);
    }
}
