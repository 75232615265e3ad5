// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.calling;

import im.antiphon.core.call.Call;
import im.antiphon.core.call.CallNode;
import im.antiphon.core.call.CallSnapshot;
import im.antiphon.core.session.Deadlines;
import im.antiphon.core.signaling.SignalingService;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one order of all that happens to calls: commands of clients, of other nodes, and time itself. Only a step in this line
 * sees the {@link CallNode}; whoever brings one does not wait for it. Safe from any thread.
 */
final class CallLine {
    /** Something that happens to calls. */
    @FunctionalInterface
    interface Step {
        void run(CallNode node, long nowNanos);
    }

    private static final int MAXIMUM_WAITING = 8_192;
    private static final Logger LOG = LoggerFactory.getLogger(CallLine.class);

    private final SignalingService signaling;
    private final CallNode node;
    private final TaskLine line = new TaskLine(mistake -> LOG.error("event=call_failed", mistake));
    private Deadlines.@Nullable Deadline deadline;
    private long deadlineNanos = Call.NEVER;

    /** @param signaling whose clock and deadlines count */
    CallLine(SignalingService signaling, CallNode node) {
        this.signaling = signaling;
        this.node = node;
    }

    /** Whether more waits than is good; what can be refused should be. */
    boolean isOverloaded() {
        return line.length() > MAXIMUM_WAITING;
    }

    /** Runs a step in its turn, and after it what has followed from it. */
    void run(Step step) {
        line.add(() -> {
            try {
                step.run(node, signaling.nowNanos());
            } finally {
                node.flush(signaling.nowNanos());
                arm();
            }
        });
    }

    /** Runs a step in so many nanoseconds. */
    void runIn(long nanos, Step step) {
        signaling.deadlines().schedule(signaling.nowNanos() + nanos, () -> run(step));
    }

    /** The calls that are at home here, by id, as they stand after the last step. */
    Map<String, CallSnapshot> snapshots() {
        return node.snapshots();
    }

    /** One deadline waits: that of the call which is due first. */
    private void arm() {
        long next = node.nextTimeoutNanos();
        if (next == deadlineNanos) {
            return;
        }
        if (deadline != null) {
            deadline.cancel();
        }
        deadlineNanos = next;
        deadline = next == Call.NEVER ? null : signaling.deadlines().schedule(next, () -> run(this::expire));
    }

    private void expire(CallNode calls, long nowNanos) {
        deadlineNanos = Call.NEVER;
        deadline = null;
        calls.handleTimeout(nowNanos);
    }
}
