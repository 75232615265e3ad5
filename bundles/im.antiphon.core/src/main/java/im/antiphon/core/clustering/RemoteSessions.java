// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.clustering;

import im.antiphon.core.cluster.Cluster;
import im.antiphon.core.cluster.ClusterException;
import im.antiphon.core.cluster.ClusterMessage;
import im.antiphon.core.session.NodeId;
import im.antiphon.core.signaling.RemoteRoute;
import im.antiphon.core.signaling.SignalingService;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Messages between sessions of different nodes, as requests of the kind {@value #KIND}: the subject is the session's id, a
 * space, and the tenant whose session it has to be; the payload is what its client is to see; the answer's payload is {@value #DELIVERED}, or empty where there is no such session.
 *
 * <p>A message is answered for when its session has it, so that nobody sends twice what arrived once. While the bus is
 * away that may take as long as it is away.
 */
public final class RemoteSessions implements RemoteRoute, AutoCloseable {
    static final String KIND = "session-message";
    static final String DELIVERED = "delivered";

    /** Longer than any failure that a client waits for; a node that ends is heard of sooner. */
    private static final Duration ANSWERED_WITHIN = Duration.ofMinutes(10);

    private final Cluster cluster;
    private final SignalingService signaling;

    public RemoteSessions(Cluster cluster, SignalingService signaling) {
        this.cluster = cluster;
        this.signaling = signaling;
    }

    /** From now on messages go out and are taken in. */
    public void start() {
        cluster.respond(KIND, (from, message) -> take(message));
        signaling.routeRemotely(this);
    }

    @Override
    public void close() {
        signaling.routeRemotely(null);
        cluster.ignore(KIND);
    }

    @Override
    public CompletionStage<Boolean> deliver(NodeId node, String tenant, String sessionId, String message) {
        if (!cluster.nodes().contains(node.value())) {
            return CompletableFuture.completedFuture(false);
        }
        return cluster.request(
                        node.value(), new ClusterMessage(KIND, sessionId + ' ' + tenant, message), ANSWERED_WITHIN)
                .handle((answer, failure) -> {
                    if (failure == null) {
                        return answer.payload().equals(DELIVERED);
                    }
                    if (failure instanceof ClusterException refused
                            && refused.reason() == ClusterException.Reason.NO_NODE) {
                        return false;
                    }
                    throw new CompletionException(failure);
                });
    }

    private CompletionStage<ClusterMessage> take(ClusterMessage message) {
        String subject = message.subject();
        int space = subject.indexOf(' ');
        String sessionId = space < 0 ? "" : subject.substring(0, space);
        return signaling.node().isHomeOf(sessionId)
                ? signaling
                        .deliver(subject.substring(space + 1), sessionId, message.payload())
                        .thenApply(delivered -> new ClusterMessage(KIND, subject, delivered ? DELIVERED : ""))
                : CompletableFuture.completedFuture(new ClusterMessage(KIND, subject, ""));
    }
}
