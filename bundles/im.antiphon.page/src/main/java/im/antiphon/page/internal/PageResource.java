// SPDX-License-Identifier: Apache-2.0
package im.antiphon.page.internal;

import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import im.antiphon.api.http.HttpResource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;

/** Takes what no other resource does. The transport leaves the body out where the method is HEAD. */
@Component(configurationPid = PageConfiguration.PID, property = HttpResource.PATH + "=/")
@Designate(ocd = PageConfiguration.class)
public final class PageResource implements HttpResource {
    private final Page page;

    @Activate
    public PageResource(PageConfiguration configuration) {
        page = new Page(configuration.httpsPort());
    }

    @Override
    public CompletionStage<HttpReply> handle(HttpRequest request) {
        return CompletableFuture.completedFuture(page.reply(request));
    }
}
