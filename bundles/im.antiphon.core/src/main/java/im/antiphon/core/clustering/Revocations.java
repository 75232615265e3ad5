// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.clustering;

import im.antiphon.api.auth.UserAddress;
import im.antiphon.core.auth.ClientAdmission;
import im.antiphon.core.auth.RevocationListener;
import im.antiphon.core.cluster.Cluster;
import im.antiphon.core.cluster.ClusterListener;
import im.antiphon.core.cluster.ClusterMessage;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has an identity that is called back at one node called back at all, by messages of the kind {@value #KIND}: the payload is
 * {@value #TOKEN} and the subject its id, or the payload is {@value #USER} and a tenant, and the subject the user.
 *
 * <p>A node that comes later is told the tokens when it asks for them, by the payload {@value #ALL}: it asks each node that it
 * meets as soon as it listens. What it were told unasked could come before that, and would be nobody's.
 */
public final class Revocations implements RevocationListener, ClusterListener, AutoCloseable {
    static final String KIND = "revocation";
    static final String TOKEN = "token";
    static final String USER = "user ";
    static final String ALL = "all";

    private static final int BLOCK = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);

    private final Cluster cluster;
    private final ClientAdmission admission;

    public Revocations(Cluster cluster, ClientAdmission admission) {
        this.cluster = cluster;
        this.admission = admission;
    }

    public void start() {
        cluster.handle(KIND, this::take);
        cluster.addListener(this);
        admission.tellRevocations(this);
        for (String node : cluster.nodes()) {
            ask(node);
            tellAll(node); // it may have asked before we listened
        }
    }

    @Override
    public void close() {
        admission.tellRevocations(null);
        cluster.removeListener(this);
        cluster.ignore(KIND);
    }

    @Override
    public void onTokenRevoked(String tokenId) {
        cluster.broadcast(new ClusterMessage(KIND, tokenId, TOKEN));
    }

    @Override
    public void onUserRevoked(UserAddress user) {
        cluster.broadcast(new ClusterMessage(KIND, user.user(), USER + user.tenant()));
    }

    @Override
    public void onNodeJoined(String node) {
        ask(node);
    }

    @Override
    public void onNodeGone(String node) {}

    private void ask(String node) {
        cluster.send(node, new ClusterMessage(KIND, "", ALL));
    }

    private void tellAll(String node) {
        tell(node, List.copyOf(admission.revokedTokens()), 0);
    }

    /** In blocks, each when the former has arrived: all at once would be more than a link takes. */
    private void tell(String node, List<String> tokens, int begin) {
        int end = Math.min(begin + BLOCK, tokens.size());
        CompletableFuture<?>[] sent = tokens.subList(begin, end).stream()
                .map(token -> cluster.send(node, new ClusterMessage(KIND, token, TOKEN))
                        .toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(sent).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.warn("{} may not know all tokens that have been called back: {}", node, failure.getMessage());
            } else if (end < tokens.size()) {
                tell(node, tokens, end);
            }
        });
    }

    private void take(String from, ClusterMessage message) {
        if (message.payload().equals(ALL)) {
            tellAll(from);
        } else if (message.payload().equals(TOKEN)) {
            admission.endToken(message.subject());
        } else if (message.payload().startsWith(USER)) {
            admission.endUser(new UserAddress(message.payload().substring(USER.length()), message.subject()));
        }
    }
}
