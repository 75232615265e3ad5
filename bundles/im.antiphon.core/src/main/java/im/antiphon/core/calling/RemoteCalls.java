// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.calling;

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
import im.antiphon.core.clustering.SessionPresence;
import im.antiphon.core.signaling.SignalingService;
import im.antiphon.core.signaling.SignalingSession;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls across nodes. Commands are requests of the kind {@value #COMMAND}, answered by the name of a {@link CallAnswer};
 * notices are messages of the kind {@value #NOTICE} whose subject is the session. Both have JSON in the payload.
 */
public final class RemoteCalls implements CallNetwork, ClusterListener, PresenceListener, AutoCloseable {
    static final String COMMAND = "call-command";
    static final String NOTICE = "call-notice";

    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(RemoteCalls.class);

    private final Cluster cluster;
    private final Presence presence;
    private final SessionPresence own;
    private final SignalingService signaling;
    private final CallService calls;

    public RemoteCalls(
            Cluster cluster, Presence presence, SessionPresence own, SignalingService signaling, CallService calls) {
        this.cluster = cluster;
        this.presence = presence;
        this.own = own;
        this.signaling = signaling;
        this.calls = calls;
    }

    public void start() {
        cluster.respond(COMMAND, (from, message) -> carryOut(message));
        cluster.handle(NOTICE, (from, message) -> tell(message));
        cluster.addListener(this);
        presence.addListener(this);
        calls.connect(this);
    }

    @Override
    public void close() {
        calls.connect(CallNetwork.NONE);
        presence.removeListener(this);
        cluster.removeListener(this);
        cluster.ignore(NOTICE);
        cluster.ignore(COMMAND);
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
        return cluster.request(
                        node, new ClusterMessage(COMMAND, command.call(), CallWire.text(command)), ANSWERED_WITHIN)
                .handle((answer, failure) -> failure == null ? answer(answer.payload()) : answer(failure));
    }

    @Override
    public void tell(String node, String session, CallNotice notice) {
        cluster.send(node, new ClusterMessage(NOTICE, session, CallMessages.text(notice, null)))
                .whenComplete((done, failure) -> {
                    if (failure instanceof ClusterException refused
                            && refused.reason() == ClusterException.Reason.OVERLOADED) {
                        LOG.warn("event=call_notice_lost call={} node={} reason=overloaded", notice.call(), node);
                    }
                });
    }

    @Override
    public void inCall(String session, boolean inCall) {
        own.inCall(session, inCall);
    }

    @Override
    public void onNodeGone(String node) {
        calls.onNodeGone(node);
    }

    @Override
    public void onPresenceChanged(String tenant, String user) {
        calls.onDevicesChanged(tenant, user);
    }

    private CompletionStage<ClusterMessage> carryOut(ClusterMessage message) {
        CallCommand command;
        try {
            command = CallWire.command(message.payload());
        } catch (IllegalArgumentException nonsense) { // of a later version, or not of ours
            return CompletableFuture.failedFuture(nonsense);
        }
        return calls.onCommand(command)
                .thenApply(answer -> new ClusterMessage(COMMAND, message.subject(), answer.name()));
    }

    private void tell(ClusterMessage message) {
        String session = message.subject();
        SignalingSession found = signaling.find(session);
        String tenant = found == null ? "" : found.identity().tenant();
        calls.onNotice(session, CallMessages.notice(message.payload(), tenant));
    }

    private static CallAnswer answer(@Nullable String name) {
        for (CallAnswer answer : CallAnswer.values()) {
            if (answer.name().equals(name)) {
                return answer;
            }
        }
        return CallAnswer.UNAVAILABLE;
    }

    private static CallAnswer answer(Throwable failure) {
        return failure instanceof ClusterException refused && refused.reason() == ClusterException.Reason.NO_NODE
                ? CallAnswer.NOT_FOUND
                : CallAnswer.UNAVAILABLE;
    }
}
