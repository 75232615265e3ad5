// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.calling;

import im.antiphon.api.auth.UserAddress;
import im.antiphon.core.call.CallAnswer;
import im.antiphon.core.call.CallCommand;
import im.antiphon.core.call.CallNotice;
import im.antiphon.core.call.CallOutside;
import im.antiphon.core.call.CallParty;
import im.antiphon.core.call.EndReason;
import im.antiphon.core.call.Invitee;
import im.antiphon.core.call.LegState;
import im.antiphon.core.session.NodeId;
import im.antiphon.core.signaling.SignalingService;
import im.antiphon.core.signaling.SignalingSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What calls see of the world: the sessions of this node, which are told, and the way to other nodes. Called in the line of
 * calls, but for {@link #isInCall} and {@link #callsOf}, which are safe from any thread.
 */
final class CallSessions implements CallOutside {
    /** The client's message that makes a call, whose first news refers to it. */
    private record Opening(String call, String session, String messageId) {}

    private final SignalingService signaling;
    private final CallMetrics metrics;
    private final CallTraces traces;
    private final BiConsumer<String, CallCommand> unsent;
    private final Map<String, Set<String>> joined = new ConcurrentHashMap<>();
    private volatile CallNetwork network = CallNetwork.NONE;
    private @Nullable Opening opening;

    /** @param unsent takes the commands that must come through and did not, with the node they are for */
    CallSessions(
            SignalingService signaling,
            CallMetrics metrics,
            CallTraces traces,
            BiConsumer<String, CallCommand> unsent) {
        this.signaling = signaling;
        this.metrics = metrics;
        this.traces = traces;
        this.unsent = unsent;
    }

    /** A session as calls know it. */
    static CallParty party(SignalingSession session) {
        return new CallParty(session.identity().user(), session.identity().device(), session.id());
    }

    /** A session as it comes to a call. */
    static Visitor visitor(SignalingSession session) {
        return new Visitor(session.identity().tenant(), party(session));
    }

    /** From now on other nodes are reached this way. */
    void connect(CallNetwork newNetwork) {
        network = newNetwork;
    }

    CallNetwork network() {
        return network;
    }

    /** Whether a session of this node takes part in a call. */
    boolean isInCall(String session) {
        return joined.containsKey(session);
    }

    /** The calls that a session of this node takes part in. */
    Set<String> callsOf(String session) {
        return joined.getOrDefault(session, Set.of());
    }

    /** That call has just been made: what its inviter hears of it next refers to their message. */
    void opened(String call, String session, String messageId) {
        opening = new Opening(call, session, messageId);
    }

    /** A session has ended. */
    void forget(String session) {
        joined.remove(session);
        if (opening != null && opening.session().equals(session)) {
            opening = null;
        }
    }

    @Override
    public List<Invitee.Device> devicesOf(String tenant, String user) {
        List<Invitee.Device> devices = new ArrayList<>(network.devicesElsewhere(tenant, user));
        for (SignalingSession session : signaling.sessionsOf(new UserAddress(tenant, user))) {
            devices.add(new Invitee.Device(session.id(), session.identity().device(), isInCall(session.id())));
        }
        return devices;
    }

    @Override
    public @Nullable Visitor visitor(String session) {
        SignalingSession found = signaling.find(session);
        return found == null ? null : visitor(found);
    }

    @Override
    public String nodeOf(String id) {
        NodeId home = NodeId.homeOf(id);
        return home == null ? "" : home.value();
    }

    @Override
    public void tell(String session, CallNotice notice) {
        SignalingSession found = signaling.find(session);
        if (found == null) {
            return; // it has ended this moment, and its end is next in line
        }
        place(session, notice);
        String call = notice.call();
        found.send(CallMessages.text(notice, takeOpening(session, call), traces.traceparent(call)));
        if (notice instanceof CallNotice.Ended || notice instanceof CallNotice.Taken) {
            found.leaveRoom(CallService.ROOM_PREFIX + call, "call-ended");
        }
    }

    @Override
    public void forward(String other, String session, CallNotice notice) {
        network.tell(other, session, notice, traces.traceparent(notice.call()));
    }

    @Override
    public void command(String other, CallCommand command) {
        network.command(other, command).thenAccept(answer -> {
            if (answer == CallAnswer.UNAVAILABLE && command.kind().isEnd()) {
                unsent.accept(other, command); // a leg must not outlive its session
            }
        });
    }

    @Override
    public void onLegMoved(String call, String user, LegState from, LegState to, long sinceInviteNanos) {
        metrics.onLegMoved(to, sinceInviteNanos);
        traces.legMoved(call, user, from, to);
    }

    @Override
    public void onEnded(String call, EndReason reason) {
        traces.ended(call, reason);
    }

    /** The message that made the call, for the first that its sender hears of it; null otherwise. */
    private @Nullable String takeOpening(String session, String call) {
        Opening made = opening;
        if (made == null || !made.session().equals(session) || !made.call().equals(call)) {
            return null;
        }
        opening = null;
        return made.messageId();
    }

    /** Notes who is in which call, for those who ask without waiting. */
    private void place(String session, CallNotice notice) {
        boolean before = isInCall(session);
        if (notice instanceof CallNotice.Changed) {
            joined.computeIfAbsent(session, absent -> ConcurrentHashMap.newKeySet())
                    .add(notice.call());
        } else if (notice instanceof CallNotice.Ended) {
            joined.computeIfPresent(session, (key, calls) -> {
                calls.remove(notice.call());
                return calls.isEmpty() ? null : calls;
            });
        }
        if (isInCall(session) != before) {
            network.inCall(session, !before);
        }
    }
}
