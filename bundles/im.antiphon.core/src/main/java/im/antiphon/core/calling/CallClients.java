// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.calling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import im.antiphon.api.media.MediaQuality;
import im.antiphon.core.call.CallAnswer;
import im.antiphon.core.call.CallCommand;
import im.antiphon.core.call.CallNode;
import im.antiphon.core.call.CallSnapshot;
import im.antiphon.core.call.EndReason;
import im.antiphon.core.call.RelayFigures;
import im.antiphon.core.session.NodeId;
import im.antiphon.core.signaling.ClientMessage;
import im.antiphon.core.signaling.MessageType;
import im.antiphon.core.signaling.SignalingCode;
import im.antiphon.core.signaling.SignalingListener;
import im.antiphon.core.signaling.SignalingService;
import im.antiphon.core.signaling.SignalingSession;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What clients say about calls, and what becomes of their sessions, as steps in the line of calls. Safe from any thread. */
final class CallClients implements SignalingListener {
    private static final Map<MessageType, CallCommand.Kind> COMMANDS = Map.of(
            MessageType.RINGING, CallCommand.Kind.RING,
            MessageType.ACCEPT, CallCommand.Kind.ACCEPT,
            MessageType.REJECT, CallCommand.Kind.DECLINE,
            MessageType.CANCEL, CallCommand.Kind.CANCEL,
            MessageType.HANGUP, CallCommand.Kind.HANG_UP);

    private final SignalingService signaling;
    private final CallLine line;
    private final CallSessions sessions;
    private final CallTraces traces;
    private final Supplier<String> secrets;

    /** @param secrets for the ids of calls; nobody can guess one */
    CallClients(
            SignalingService signaling,
            CallLine line,
            CallSessions sessions,
            CallTraces traces,
            Supplier<String> secrets) {
        this.signaling = signaling;
        this.line = line;
        this.sessions = sessions;
        this.traces = traces;
        this.secrets = secrets;
    }

    /** Takes what they say from now on. */
    void start() {
        signaling.addListener(this);
        signaling.handle(MessageType.INVITE, this::invite);
        signaling.handle(MessageType.HEALTH, this::health);
        COMMANDS.keySet().forEach(type -> signaling.handle(type, this::command));
        signaling.guardRooms(CallService.ROOM_PREFIX, this::refusalOfRoom);
    }

    /** Takes no messages any more, but goes on to hear of sessions. */
    void mute() {
        COMMANDS.keySet().forEach(type -> signaling.handle(type, null));
        signaling.handle(MessageType.INVITE, null);
        signaling.handle(MessageType.HEALTH, null);
    }

    /** Undoes {@link #start}, after {@link #mute}. */
    void stop() {
        signaling.removeListener(this);
        signaling.guardRooms(CallService.ROOM_PREFIX, null);
    }

    // --- what becomes of sessions ----------------------------------------------------------------------------------

    @Override
    public void onOpened(SignalingSession session) {
        String tenant = session.identity().tenant();
        String user = session.identity().user();
        line.run((node, nowNanos) -> node.devicesChanged(nowNanos, tenant, user));
    }

    @Override
    public void onForgotten(SignalingSession session) {
        line.run((node, nowNanos) -> node.sessionResumed(session.id()));
    }

    @Override
    public void onEnded(SignalingSession session, String reason) {
        boolean goodbye = reason.equals(SignalingSession.LEFT);
        line.run((node, nowNanos) -> {
            sessions.forget(session.id());
            node.sessionEnded(nowNanos, CallSessions.visitor(session), goodbye);
        });
    }

    @Override
    public void onMediaConnected(SignalingSession session) {
        soundFlows(session);
    }

    @Override
    public void onQuality(SignalingSession session, MediaQuality quality) {
        double loss = Math.max(quality.uplinkLossFraction(), quality.downlinkLossFraction());
        double jitterMillis = Math.max(quality.uplinkJitterMillis(), quality.downlinkJitterMillis());
        measured(session, new RelayFigures(loss, quality.roundTripMillis(), jitterMillis, -1, -1, -1));
    }

    // --- what they say ---------------------------------------------------------------------------------------------

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
                    CallSessions.party(session),
                    List.copyOf(users),
                    RelayFigures.UNKNOWN);
            carryOut(session, message, command);
        } else if (hasRoom(session, message)) {
            line.run((node, nowNanos) -> open(node, nowNanos, session, message, List.copyOf(users)));
        }
    }

    private void open(
            CallNode node, long nowNanos, SignalingSession session, ClientMessage message, List<String> users) {
        String id = signaling.node().idOf(secrets.get());
        traces.opening(id, session.identity().tenant(), message.traceparent());
        CallAnswer answer = node.open(nowNanos, id, CallSessions.visitor(session), users);
        if (answer != CallAnswer.DONE) {
            traces.refused(id, answer.name().toLowerCase(Locale.ROOT));
        }
        answer(session, message, answer);
        if (answer == CallAnswer.DONE && message.id() != null) {
            sessions.opened(id, session.id(), message.id());
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
        String tenant = session.identity().tenant();
        carryOut(session, message, CallCommand.of(kind, call, tenant, CallSessions.party(session)));
    }

    private void carryOut(SignalingSession session, ClientMessage message, CallCommand command) {
        NodeId home = NodeId.homeOf(command.call());
        if (home == null) {
            answer(session, message, CallAnswer.NOT_FOUND);
        } else if (hasRoom(session, message)) {
            line.run((node, nowNanos) -> {
                if (home.equals(signaling.node())) {
                    answer(session, message, node.command(nowNanos, command));
                } else {
                    sessions.network()
                            .command(home.value(), command)
                            .thenAccept(answer -> answer(session, message, answer));
                }
            });
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
        for (String call : sessions.callsOf(session.id())) {
            line.run((node, nowNanos) ->
                    traces.mediaFlows(call, session.identity().user()));
        }
    }

    private void measured(SignalingSession session, RelayFigures figures) {
        if (!sessions.isInCall(session.id()) || line.isOverloaded()) {
            return; // the next figures say it better
        }
        line.run((node, nowNanos) -> {
            for (CallSnapshot call : node.desk().joinedBy(session.id())) {
                if (call.legs().size() <= 2) { // groups stay where they are
                    CallCommand command = new CallCommand(
                            CallCommand.Kind.MEASURE,
                            call.call(),
                            session.identity().tenant(),
                            CallSessions.party(session),
                            List.of(),
                            figures);
                    send(node, nowNanos, command);
                }
            }
        });
    }

    private void send(CallNode node, long nowNanos, CallCommand command) {
        NodeId home = NodeId.homeOf(command.call());
        if (home != null && home.equals(signaling.node())) {
            node.command(nowNanos, command);
        } else if (home != null) {
            sessions.network().command(home.value(), command);
        }
    }

    private @Nullable String refusalOfRoom(SignalingSession session, String room) {
        String call = room.substring(CallService.ROOM_PREFIX.length());
        return sessions.callsOf(session.id()).contains(call) ? null : "room: no call of yours";
    }

    /** False after the message has been refused. */
    private boolean hasRoom(SignalingSession session, ClientMessage message) {
        if (!line.isOverloaded()) {
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

    private static double number(ObjectNode payload, String member) {
        JsonNode value = payload.get(member);
        return value == null ? -1 : value.doubleValue();
    }
}
