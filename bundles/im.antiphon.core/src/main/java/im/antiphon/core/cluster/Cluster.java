// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.cluster;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The other nodes, and what is said between them. Safe from any thread; nothing waits.
 *
 * <p><b>Guarantee.</b> Between two processes that live on, each message is handled once, and those of one sender in the
 * order they were sent, even if the bus loses everything in between: messages are numbered, acknowledged by the receiver
 * and sent again. A message to a node that ends, or is started anew, fails.
 *
 * <p>Stages complete on the cluster's thread; handlers and listeners are called by it, one at a time. They return at once,
 * and what they throw is logged.
 */
public interface Cluster {
    /** The id of this node. */
    String node();

    /** The ids of the other nodes that are there. */
    Set<String> nodes();

    /**
     * Sends a message to a node; to this one too, without the bus.
     *
     * @return completes when the addressee has handled it; fails with {@link ClusterException}
     */
    CompletionStage<@Nullable Void> send(String node, ClusterMessage message);

    /** Sends a message to all other nodes that are there. */
    void broadcast(ClusterMessage message);

    /**
     * Sends a message that is answered.
     *
     * @param timeout after which the answer is not waited for any longer
     * @return the answer; fails with {@link ClusterException}
     */
    CompletionStage<ClusterMessage> request(String node, ClusterMessage message, Duration timeout);

    /**
     * From now on messages of that kind are handled by {@code handler}; those of a kind without a handler are dropped and
     * counted.
     *
     * @throws IllegalStateException if the kind has a handler
     */
    void handle(String kind, ClusterHandler handler);

    /**
     * From now on requests of that kind are answered by {@code responder}.
     *
     * @throws IllegalStateException if the kind has a responder
     */
    void respond(String kind, ClusterResponder responder);

    /** Messages and requests of that kind are not handled any more. */
    void ignore(String kind);

    void addListener(ClusterListener listener);

    void removeListener(ClusterListener listener);
}
