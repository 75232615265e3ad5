// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import im.antiphon.api.auth.Admission;
import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import im.antiphon.api.http.HttpResource;
import im.antiphon.core.session.SessionRegistry;
import im.antiphon.core.whip.ExchangeProtocol;
import im.antiphon.core.whip.ExchangeService;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** WHEP under {@code /whep}. */
@Component(immediate = true, service = HttpResource.class, property = HttpResource.PATH + "=/whep")
public final class WhepResource implements HttpResource {
    private final ExchangeService exchanges;

    @Activate
    public WhepResource(
            @Reference SessionRegistry sessions,
            @Reference Admission admission,
            @Reference CurrentMediaServer mediaServer) {
        exchanges = new ExchangeService(ExchangeProtocol.WHEP, sessions, admission, mediaServer);
    }

    @Deactivate
    void deactivate() {
        exchanges.endAll();
    }

    @Override
    public CompletionStage<HttpReply> handle(HttpRequest request) {
        return exchanges.handle(request);
    }
}
