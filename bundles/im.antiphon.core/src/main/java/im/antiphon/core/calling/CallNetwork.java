// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.calling;

import im.antiphon.core.call.CallAnswer;
import im.antiphon.core.call.CallCommand;
import im.antiphon.core.call.CallNotice;
import im.antiphon.core.call.Invitee;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The way from the calls of this node to those of others. What is sent to one node arrives there at most once, in the order
 * in which it was sent. Called by one thread at a time; returns at once.
 *
 * <p>Whoever provides it calls {@link CallService#onCommand}, {@link CallService#onNotice}, {@link CallService#onNodeGone}
 * and {@link CallService#onDevicesChanged} for what comes from there, and {@link CallService#onNotTold} for what has not
 * arrived although the other node lives.
 */
public interface CallNetwork {
    /** There are no other nodes. */
    CallNetwork NONE = new CallNetwork() {
        @Override
        public List<Invitee.Device> devicesElsewhere(String tenant, String user) {
            return List.of();
        }

        @Override
        public CompletionStage<CallAnswer> command(String node, CallCommand command) {
            return CompletableFuture.completedFuture(CallAnswer.NOT_FOUND);
        }

        @Override
        public void tell(String node, String session, CallNotice notice, @Nullable String traceparent) {}

        @Override
        public void inCall(String session, boolean inCall) {}
    };

    /** Which devices of a user are signed in on other nodes. */
    List<Invitee.Device> devicesElsewhere(String tenant, String user);

    /**
     * Has a command carried out by the call's home.
     *
     * @return its answer; {@link CallAnswer#UNAVAILABLE} where it cannot be reached, {@link CallAnswer#NOT_FOUND} where there
     *     is no such node. Does not fail
     */
    CompletionStage<CallAnswer> command(String node, CallCommand command);

    /** Has something told to a session of another node. */
    void tell(String node, String session, CallNotice notice, @Nullable String traceparent);

    /** A session of this node takes part in a call, or in none any more. */
    void inCall(String session, boolean inCall);
}
