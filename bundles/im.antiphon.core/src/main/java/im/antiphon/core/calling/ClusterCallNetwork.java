// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.calling;

import im.antiphon.api.auth.Identity;
import im.antiphon.api.bus.PresenceEntry;
import im.antiphon.core.call.CallAnswer;
import im.antiphon.core.call.CallCommand;
import im.antiphon.core.call.CallNotice;
import im.antiphon.core.call.Invitee;
import im.antiphon.core.cluster.Cluster;
import im.antiphon.core.cluster.ClusterException;
import im.antiphon.core.cluster.ClusterListener;
import im.antiphon.core.cluster.ClusterMessage;
import im.antiphon.core.cluster.Presence;
import im.antiphon.core.cluster.PresenceListener;
import im.antiphon.core.signaling.SignalingService;
import im.antiphon.core.signaling.SignalingSession;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of several nodes over their {@link Cluster}: commands are requests of kind {@value #COMMAND}, notices are
 * messages of kind {@value #NOTICE} with the session as their subject.
 */
public final class ClusterCallNetwork implements CallNetwork {
    static final String COMMAND = "call-command";
    static final String NOTICE = "call-notice";

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(ClusterCallNetwork.class);

    private final CallService calls;
    private final SignalingService signaling;
    private final Cluster cluster;
    private final Presence presence;
    private final ClusterListener nodes;
    private final PresenceListener users;

    public ClusterCallNetwork(CallService calls, SignalingService signaling, Cluster cluster, Presence presence) {
        this.calls = calls;
        this.signaling = signaling;
        this.cluster = cluster;
        this.presence = presence;
        this.nodes = calls::onNodeGone;
        this.users = calls::onDevicesChanged;
    }

    /** Takes what comes from other nodes, from now on. */
    public void open() {
        cluster.respond(COMMAND, (from, request) -> calls.onCommand(CallWire.command(request.payload()))
                .thenApply(answer -> new ClusterMessage(COMMAND, request.subject(), answer.name())));
        cluster.handle(NOTICE, (from, message) -> notice(message));
        cluster.addListener(nodes);
        presence.addListener(users);
        calls.connect(this);
    }

    /** Takes nothing any more; to the calls of this node the others are not there. */
    public void close() {
        calls.connect(CallNetwork.NONE);
        presence.removeListener(users);
        cluster.removeListener(nodes);
        cluster.ignore(COMMAND);
        cluster.ignore(NOTICE);
    }

    @Override
    public List<Invitee.Device> devicesElsewhere(String tenant, String user) {
        return presence.find(tenant, user).stream()
                .filter(entry -> !entry.node().equals(cluster.node()))
                .map(entry -> new Invitee.Device(entry.session(), entry.device(), entry.inCall()))
                .toList();
    }

    @Override
    public CompletionStage<CallAnswer> command(String node, CallCommand command) {
        ClusterMessage message = new ClusterMessage(COMMAND, command.call(), CallWire.text(command));
        return cluster.request(node, message, PATIENCE).handle((answer, failure) -> {
            if (failure == null) {
                return CallAnswer.valueOf(answer.payload());
            }
            return isGone(failure) ? CallAnswer.NOT_FOUND : CallAnswer.UNAVAILABLE;
        });
    }

    @Override
    public void tell(String node, String session, CallNotice notice, @Nullable String traceparent) {
        cluster.send(node, new ClusterMessage(NOTICE, session, CallMessages.text(notice, null, null), traceparent))
                .whenComplete((sent, failure) -> {
                    if (failure != null && !isGone(failure)) {
                        calls.onNotTold(session, notice);
                    }
                });
    }

    @Override
    public void inCall(String session, boolean inCall) {
        SignalingSession found = signaling.find(session);
        if (found == null) {
            return;
        }
        Identity identity = found.identity();
        presence.announce(new PresenceEntry(
                identity.tenant(), identity.user(), identity.device(), session, cluster.node(), inCall));
        if (signaling.find(session) == null) {
            presence.withdraw(session); // it has ended meanwhile, and may have been withdrawn before it was announced
        }
    }

    private void notice(ClusterMessage message) {
        String session = message.subject();
        SignalingSession found = signaling.find(session);
        String tenant = found == null ? "" : found.identity().tenant();
        try {
            calls.onNotice(session, CallMessages.notice(message.payload(), tenant), message.traceparent());
        } catch (IllegalArgumentException foreign) { // of a node of a newer version
            LOG.warn("event=call_notice_unread session={} detail={}", session, foreign.getMessage());
        }
    }

    private static boolean isGone(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof ClusterException refusal && refusal.reason() == ClusterException.Reason.NO_NODE;
    }
}
