// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import im.antiphon.api.auth.Admission;
import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import im.antiphon.api.http.HttpResource;
import im.antiphon.api.media.MediaServer;
import im.antiphon.core.http.ApiDocuments;
import im.antiphon.core.http.GuardedResource;
import im.antiphon.core.http.JsonResource;
import im.antiphon.core.signaling.SignalingService;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The rooms there are. */
@Component(service = HttpResource.class, property = HttpResource.PATH + "=" + RoomsResource.PATH)
public final class RoomsResource implements HttpResource {
    static final String PATH = "/api/v1/rooms";

    private final HttpResource document;

    @Activate
    public RoomsResource(
            @Reference SignalingService signaling,
            @Reference Admission admission,
            @Reference CurrentMediaServer mediaServer) {
        document = GuardedResource.forAdministrators(admission, new JsonResource(PATH, () -> {
            MediaServer server = mediaServer.get();
            return ApiDocuments.rooms(signaling.rooms().sizes(), server == null ? List.of() : server.rooms());
        }));
    }

    @Override
    public CompletionStage<HttpReply> handle(HttpRequest request) {
        return document.handle(request);
    }
}
