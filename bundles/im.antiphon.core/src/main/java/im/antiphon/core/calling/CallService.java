// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.calling;

import com.codahale.metrics.MetricRegistry;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import im.antiphon.api.auth.UserAddress;
import im.antiphon.api.call.CallInfo;
import im.antiphon.api.call.CallLeg;
import im.antiphon.api.call.Calls;
import im.antiphon.api.media.MediaQuality;
import im.antiphon.api.trace.Tracer;
import im.antiphon.core.call.Call;
import im.antiphon.core.call.CallAnswer;
import im.antiphon.core.call.CallCommand;
import im.antiphon.core.call.CallLimits;
import im.antiphon.core.call.CallNode;
import im.antiphon.core.call.CallNotice;
import im.antiphon.core.call.CallOutside;
import im.antiphon.core.call.CallParty;
import im.antiphon.core.call.CallSnapshot;
import im.antiphon.core.call.EndReason;
import im.antiphon.core.call.Invitee;
import im.antiphon.core.call.LegState;
import im.antiphon.core.call.RelayFigures;
import im.antiphon.core.session.Deadlines;
import im.antiphon.core.session.NodeId;
import im.antiphon.core.signaling.ClientMessage;
import im.antiphon.core.signaling.MessageType;
import im.antiphon.core.signaling.SignalingCode;
import im.antiphon.core.signaling.SignalingListener;
import im.antiphon.core.signaling.SignalingService;
import im.antiphon.core.signaling.SignalingSession;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of this node's clients. All that happens to calls happens in one {@link TaskLine}, so that commands of clients,
 * of other nodes, and time itself have one order; whoever brings something does not wait for it. Safe from any thread.
 */
public class CallService implements Calls {
    /** Rooms of calls are called this and the call's id. */
    public static final String ROOM_PREFIX = "call~";

    private static final int MAXIMUM_WAITING = 8_192;
    private static final long REPEAT_NANOS = 1_000_000_000L;
    private static final Logger LOG = LoggerFactory.getLogger(CallService.class);
    private static final Map<MessageType, CallCommand.Kind> COMMANDS = Map.of(
            MessageType.RINGING, CallCommand.Kind.RING,
            MessageType.ACCEPT, CallCommand.Kind.ACCEPT,
            MessageType.REJECT, CallCommand.Kind.DECLINE,
            MessageType.CANCEL, CallCommand.Kind.CANCEL,
            MessageType.HANGUP, CallCommand.Kind.HANG_UP);

    /** The client's message that made the call which is being made. */
    private record Opening(String call, String session, String messageId) {}

    private final SignalingService signaling;
    private final Supplier<String> secrets;
    private final CallMetrics metrics;
    private final CallTraces traces;
    private final CallNode node;
    private final TaskLine line = new TaskLine(mistake -> LOG.error("event=call_failed", mistake));
    private final Listener listener = new Listener();
    private final Map<String, Set<String>> joined = new ConcurrentHashMap<>();
    private volatile CallNetwork network = CallNetwork.NONE;
    private @Nullable Opening opening;
    private Deadlines.@Nullable Deadline deadline;
    private long deadlineNanos = Call.NEVER;

    /**
     * @param signaling whose clients call each other; {@link #start} begins to listen to it
     * @param secrets for the ids of calls; nobody can guess one
     * @param tracer the tracer of the moment; {@link Tracer#NONE} while there is none
     */
    public CallService(
            SignalingService signaling,
            Supplier<String> secrets,
            MetricRegistry metrics,
            Supplier<Tracer> tracer,
            CallLimits limits) {
        this.signaling = signaling;
        this.traces = new CallTraces(tracer);
        this.secrets = secrets;
        this.metrics = new CallMetrics(metrics);
        this.node = new CallNode(signaling.node().value(), limits, new Outside());
    }

    /** Takes the messages of clients from now on. */
    public final void start() {
        signaling.addListener(listener);
        signaling.handle(MessageType.INVITE, this::invite);
        signaling.handle(MessageType.HEALTH, this::health);
        COMMANDS.keySet().forEach(type -> signaling.handle(type, this::command));
        signaling.guardRooms(ROOM_PREFIX, this::refusalOfRoom);
        metrics.publish(() -> node.snapshots().values());
    }

    /** Ends all calls, for a node that stops, and takes no messages any more. */
    public final void stop() {
        COMMANDS.keySet().forEach(type -> signaling.handle(type, null));
        signaling.handle(MessageType.INVITE, null);
        signaling.handle(MessageType.HEALTH, null);
        metrics.unpublish();
        run(() -> node.endAll(signaling.nowNanos(), EndReason.SHUTDOWN));
        signaling.removeListener(listener);
        signaling.guardRooms(ROOM_PREFIX, null);
    }

    /** From now on calls reach other nodes this way. */
    public final void connect(CallNetwork newNetwork) {
        network = newNetwork;
    }

    /** A command of another node's client, for a call that is at home here. */
    public final CompletionStage<CallAnswer> onCommand(CallCommand command) {
        if (line.length() > MAXIMUM_WAITING && !isEnd(command.kind())) {
            return CompletableFuture.completedFuture(CallAnswer.UNAVAILABLE);
        }
        CompletableFuture<CallAnswer> answer = new CompletableFuture<>();
        run(() -> answer.complete(node.command(signaling.nowNanos(), command)));
        return answer;
    }

    /**
     * A notice of another node's call, for a session of this one.
     *
     * @param traceparent of the call, or null
     */
    public final void onNotice(String session, CallNotice notice, @Nullable String traceparent) {
        run(() -> {
            traces.learn(notice.call(), traceparent);
            node.arrive(session, notice);
        });
    }

    /** A notice could not be handed to another node, for the moment. */
    public final void onNotTold(String session, CallNotice notice) {
        signaling
                .deadlines()
                .schedule(signaling.nowNanos() + REPEAT_NANOS, () -> run(() -> node.repeat(session, notice)));
    }

    /** Another node is gone, and its sessions and calls with it. */
    public final void onNodeGone(String gone) {
        run(() -> node.nodeGone(signaling.nowNanos(), gone));
    }

    /** Other devices of a user than before are signed in on other nodes. */
    public final void onDevicesChanged(String tenant, String user) {
        run(() -> node.devicesChanged(signaling.nowNanos(), tenant, user));
    }

    /** Whether a session of this node takes part in a call. */
    public final boolean isInCall(String session) {
        return joined.containsKey(session);
    }

    @Override
    public final List<CallInfo> list() {
        return node.snapshots().values().stream().map(CallService::info).toList();
    }

    @Override
    public final @Nullable CallInfo find(String id) {
        CallSnapshot snapshot = node.snapshots().get(id);
        return snapshot == null ? null : info(snapshot);
    }

    @Override
    public final boolean end(String id) {
        if (!node.snapshots().containsKey(id)) {
            return false;
        }
        run(() -> node.end(signaling.nowNanos(), id, EndReason.OPERATOR));
        return true;
    }

    private void run(Runnable task) {
        line.add(() -> {
            try {
                task.run();
            } finally {
                node.flush(signaling.nowNanos());
                opening = null;
                arm();
            }
        });
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

    private void expire() {
        deadlineNanos = Call.NEVER;
        deadline = null;
        node.handleTimeout(signaling.nowNanos());
    }

    private void invite(SignalingSession session, ClientMessage message) {
        Set<String> users = new LinkedHashSet<>();
        message.payload().get("users").forEach(user -> users.add(user.textValue()));
        if (users.contains(session.identity().user())) {
            session.refuse(message, SignalingCode.BAD_MESSAGE, "payload.users: expected others than yourself");
            return;
        }
        JsonNode call = message.payload().get("call");
        if (call != null) {
            CallCommand command = new CallCommand(
                    CallCommand.Kind.INVITE,
                    call.textValue(),
                    session.identity().tenant(),
                    party(session),
                    List.copyOf(users),
                    RelayFigures.UNKNOWN);
            carryOut(session, message, command);
        } else if (refuseOverload(session, message)) {
            run(() -> open(session, message, List.copyOf(users)));
        }
    }

    private void open(SignalingSession session, ClientMessage message, List<String> users) {
        String id = signaling.node().idOf(secrets.get());
        traces.opening(id, session.identity().tenant(), message.traceparent());
        CallAnswer answer = node.open(signaling.nowNanos(), id, visitor(session), users);
        if (answer != CallAnswer.DONE) {
            traces.refused(id, answer.name().toLowerCase(Locale.ROOT));
        }
        answer(session, message, answer);
        if (answer == CallAnswer.DONE && message.id() != null) {
            opening = new Opening(id, session.id(), message.id());
        }
    }

    private void command(SignalingSession session, ClientMessage message) {
        CallCommand.Kind kind = COMMANDS.get(message.type());
        if (kind == null) {
            throw new IllegalStateException("no command: " + message.type());
        }
        if (kind == CallCommand.Kind.DECLINE
                && message.payload().path("reason").asText().equals(EndReason.BUSY.label())) {
            kind = CallCommand.Kind.BUSY;
        }
        String call = message.payload().get("call").textValue();
        carryOut(session, message, CallCommand.of(kind, call, session.identity().tenant(), party(session)));
    }

    private void carryOut(SignalingSession session, ClientMessage message, CallCommand command) {
        NodeId home = NodeId.homeOf(command.call());
        if (home == null) {
            answer(session, message, CallAnswer.NOT_FOUND);
        } else if (refuseOverload(session, message)) {
            if (home.equals(signaling.node())) {
                run(() -> answer(session, message, node.command(signaling.nowNanos(), command)));
            } else {
                run(() ->
                        network.command(home.value(), command).thenAccept(answer -> answer(session, message, answer)));
            }
        }
    }

    /** False after the message has been refused. */
    private boolean refuseOverload(SignalingSession session, ClientMessage message) {
        if (line.length() <= MAXIMUM_WAITING) {
            return true;
        }
        session.refuse(message, SignalingCode.OVERLOADED, "calls: too much waits");
        return false;
    }

    private static void answer(SignalingSession session, ClientMessage message, CallAnswer answer) {
        String type = message.type().label();
        switch (answer) {
            case DONE -> session.acknowledge(message);
            case NOT_FOUND -> session.refuse(message, SignalingCode.NOT_FOUND, "call: no such call");
            case STATE -> session.refuse(
                    message, SignalingCode.STATE, type + ": not at this point of the call, or not from this device");
            case FULL -> session.refuse(message, SignalingCode.ROOM_FULL, "users: the call has as many as it may");
            case TOO_MANY -> session.refuse(message, SignalingCode.OVERLOADED, "calls: you are in as many as you may");
            case UNAVAILABLE -> session.refuse(
                    message, SignalingCode.OVERLOADED, "call: its node cannot be reached at the moment");
        }
    }

    private void health(SignalingSession session, ClientMessage message) {
        ObjectNode payload = message.payload();
        RelayFigures figures = new RelayFigures(
                number(payload, "lossFraction"),
                number(payload, "roundTripMillis"),
                number(payload, "jitterMillis"),
                number(payload, "cpuLoad"),
                number(payload, "memoryLoad"),
                number(payload, "networkJitterIndex"));
        session.acknowledge(message);
        if (figures.roundTripMillis() >= 0) {
            soundFlows(session); // straight to the other side it is the client who knows
        }
        measured(session, figures);
    }

    private void soundFlows(SignalingSession session) {
        for (String call : joined.getOrDefault(session.id(), Set.of())) {
            run(() -> traces.mediaFlows(call, session.identity().user()));
        }
    }

    private void measured(SignalingSession session, RelayFigures figures) {
        if (!isInCall(session.id()) || line.length() > MAXIMUM_WAITING) {
            return; // the next figures say it better
        }
        run(() -> {
            for (CallSnapshot call : node.desk().joinedBy(session.id())) {
                if (call.legs().size() <= 2) { // groups stay where they are
                    CallCommand command = new CallCommand(
                            CallCommand.Kind.MEASURE,
                            call.call(),
                            session.identity().tenant(),
                            party(session),
                            List.of(),
                            figures);
                    send(command);
                }
            }
        });
    }

    private void send(CallCommand command) {
        NodeId home = NodeId.homeOf(command.call());
        if (home != null && home.equals(signaling.node())) {
            node.command(signaling.nowNanos(), command);
        } else if (home != null) {
            network.command(home.value(), command);
        }
    }

    private @Nullable String refusalOfRoom(SignalingSession session, String room) {
        String call = room.substring(ROOM_PREFIX.length());
        return joined.getOrDefault(session.id(), Set.of()).contains(call) ? null : "room: no call of yours";
    }

    private static double number(ObjectNode payload, String member) {
        JsonNode value = payload.get(member);
        return value == null ? -1 : value.doubleValue();
    }

    private static boolean isEnd(CallCommand.Kind kind) {
        return kind == CallCommand.Kind.LOST || kind == CallCommand.Kind.GOODBYE;
    }

    private static CallParty party(SignalingSession session) {
        return new CallParty(session.identity().user(), session.identity().device(), session.id());
    }

    private static CallOutside.Visitor visitor(SignalingSession session) {
        return new CallOutside.Visitor(session.identity().tenant(), party(session));
    }

    private static CallInfo info(CallSnapshot snapshot) {
        List<CallLeg> legs = new ArrayList<>();
        for (CallSnapshot.LegSnapshot leg : snapshot.legs()) {
            CallParty party = leg.party();
            EndReason reason = leg.reason();
            legs.add(new CallLeg(
                    leg.user(),
                    leg.state().label(),
                    party == null ? null : party.device(),
                    party == null ? null : party.session(),
                    reason == null ? null : reason.label()));
        }
        return new CallInfo(
                snapshot.call(),
                snapshot.tenant(),
                snapshot.home(),
                snapshot.state().label(),
                snapshot.mode().label(),
                legs);
    }

    /** What becomes of sessions. */
    private final class Listener implements SignalingListener {
        @Override
        public void onOpened(SignalingSession session) {
            String tenant = session.identity().tenant();
            String user = session.identity().user();
            run(() -> node.devicesChanged(signaling.nowNanos(), tenant, user));
        }

        @Override
        public void onForgotten(SignalingSession session) {
            run(() -> node.sessionResumed(session.id()));
        }

        @Override
        public void onEnded(SignalingSession session, String reason) {
            boolean goodbye = reason.equals(SignalingSession.LEFT);
            run(() -> {
                joined.remove(session.id());
                node.sessionEnded(signaling.nowNanos(), visitor(session), goodbye);
            });
        }

        @Override
        public void onMediaConnected(SignalingSession session) {
            soundFlows(session);
        }

        @Override
        public void onQuality(SignalingSession session, MediaQuality quality) {
            measured(
                    session,
                    new RelayFigures(
                            Math.max(quality.uplinkLossFraction(), quality.downlinkLossFraction()),
                            quality.roundTripMillis(),
                            Math.max(quality.uplinkJitterMillis(), quality.downlinkJitterMillis()),
                            -1,
                            -1,
                            -1));
        }
    }

    /** What calls see of this node. */
    private final class Outside implements CallOutside {
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
            return found == null ? null : CallService.visitor(found);
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
            Opening making = opening;
            String inviteId = null;
            if (making != null
                    && making.session().equals(session)
                    && making.call().equals(notice.call())) {
                inviteId = making.messageId();
                opening = null;
            }
            place(session, notice);
            found.send(CallMessages.text(notice, inviteId, traces.traceparent(notice.call())));
            if (notice instanceof CallNotice.Ended || notice instanceof CallNotice.Taken) {
                found.leaveRoom(ROOM_PREFIX + notice.call(), "call-ended");
            }
        }

        @Override
        public void forward(String other, String session, CallNotice notice) {
            network.tell(other, session, notice, traces.traceparent(notice.call()));
        }

        @Override
        public void command(String other, CallCommand command) {
            network.command(other, command).thenAccept(answer -> {
                if (answer == CallAnswer.UNAVAILABLE && isEnd(command.kind())) {
                    signaling
                            .deadlines()
                            .schedule(
                                    signaling.nowNanos() + REPEAT_NANOS,
                                    () -> run(() -> command(other, command))); // a leg must not outlive its session
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
}
