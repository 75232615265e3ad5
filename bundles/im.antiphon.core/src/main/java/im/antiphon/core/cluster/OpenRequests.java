// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.cluster;

import im.antiphon.core.cluster.ClusterException.Reason;
import im.antiphon.core.session.Deadlines;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What other nodes have been asked and not answered yet, each for its time. Confined to the cluster's thread. */
final class OpenRequests {
    static final int MAXIMUM = 8192;

    private record Waiting(String node, CompletableFuture<ClusterMessage> answer, Deadlines.Deadline deadline) {}

    private final Map<Long, Waiting> waiting = new HashMap<>();
    private final Deadlines deadlines = new Deadlines();
    private long last;

    /**
     * Begins to wait for an answer.
     *
     * @param answer completed on the cluster's thread
     * @return the request's number; 0 where too many wait already
     */
    long open(long nowNanos, String node, Duration timeout, CompletableFuture<ClusterMessage> answer) {
        if (waiting.size() >= MAXIMUM) {
            return 0;
        }
        long id = ++last;
        ClusterException late = new ClusterException(Reason.TIMEOUT, node + " has not answered in " + timeout);
        Deadlines.Deadline deadline = deadlines.schedule(nowNanos + timeout.toNanos(), () -> fail(id, late));
        waiting.put(id, new Waiting(node, answer, deadline));
        return id;
    }

    /** The answer has come; nothing happens where nobody waits for it any more. */
    void complete(long id, ClusterMessage answer) {
        Waiting request = take(id);
        if (request != null) {
            request.answer().complete(answer);
        }
    }

    /** There will be no answer. */
    void fail(long id, ClusterException failure) {
        Waiting request = take(id);
        if (request != null) {
            request.answer().completeExceptionally(failure);
        }
    }

    /** A node will answer nothing any more. */
    void failAllOf(String node, ClusterException failure) {
        List.copyOf(waiting.entrySet()).forEach(request -> {
            if (request.getValue().node().equals(node)) {
                fail(request.getKey(), failure);
            }
        });
    }

    /** When {@link #handleTimeout} is due, or {@link NodeLink#NEVER}. */
    long nextTimeoutNanos() {
        return deadlines.nextTimeoutNanos();
    }

    void handleTimeout(long nowNanos) {
        deadlines.handleTimeout(nowNanos);
    }

    private @Nullable Waiting take(long id) {
        Waiting request = waiting.remove(id);
        if (request != null) {
            request.deadline().cancel();
        }
        return request;
    }
}
