// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import im.antiphon.core.auth.ClientAdmission;
import im.antiphon.core.calling.CallService;
import im.antiphon.core.cluster.LinkedCluster;
import im.antiphon.core.clustering.PresenceSubscriptions;
import im.antiphon.core.clustering.RemoteMedia;
import im.antiphon.core.clustering.RemoteSessions;
import im.antiphon.core.clustering.Revocations;
import im.antiphon.core.clustering.SessionPresence;
import im.antiphon.core.signaling.SignalingService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Ties signaling and admission of this node to the cluster. */
@Component(immediate = true, service = ClusteredSignalingComponent.class)
public final class ClusteredSignalingComponent {
    private final SessionPresence presence;
    private final PresenceSubscriptions subscriptions;
    private final RemoteSessions sessions;
    private final RemoteMedia media;
    private final Revocations revocations;

    @Activate
    public ClusteredSignalingComponent(
            @Reference LinkedCluster cluster,
            @Reference SignalingService signaling,
            @Reference CurrentMediaServer mediaServer,
            @Reference ClientAdmission admission) {
        presence = new SessionPresence(signaling, cluster.presence());
        subscriptions = new PresenceSubscriptions(signaling, cluster.presence());
        sessions = new RemoteSessions(cluster, signaling);
        media = new RemoteMedia(cluster, signaling, mediaServer, CallService.ROOM_PREFIX);
        revocations = new Revocations(cluster, admission);
        presence.start();
        subscriptions.start();
        sessions.start();
        media.start();
        revocations.start();
    }

    @Deactivate
    void deactivate() {
        revocations.close();
        media.close();
        sessions.close();
        subscriptions.close();
        presence.close();
    }
}
