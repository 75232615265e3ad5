// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.calling;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.call.CallInfo;
import im.antiphon.api.call.CallLeg;
import im.antiphon.api.call.Calls;
import im.antiphon.api.trace.Tracer;
import im.antiphon.core.call.CallAnswer;
import im.antiphon.core.call.CallCommand;
import im.antiphon.core.call.CallLimits;
import im.antiphon.core.call.CallNode;
import im.antiphon.core.call.CallNotice;
import im.antiphon.core.call.CallParty;
import im.antiphon.core.call.CallSnapshot;
import im.antiphon.core.call.EndReason;
import im.antiphon.core.signaling.SignalingService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The calls of this node: where clients ({@link CallClients}), other nodes ({@link CallNetwork}) and operators meet the
 * engine that decides ({@link CallNode}), in one {@link CallLine}. Safe from any thread.
 */
public class CallService implements Calls {
    /** Rooms of calls are called this and the call's id. */
    public static final String ROOM_PREFIX = "call~";

    private static final long REPEAT_NANOS = 1_000_000_000L;

    private final CallMetrics metrics;
    private final CallTraces traces;
    private final CallSessions sessions;
    private final CallLine line;
    private final CallClients clients;

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
        this.metrics = new CallMetrics(metrics);
        this.traces = new CallTraces(tracer);
        this.sessions = new CallSessions(signaling, this.metrics, traces, this::onNotSent);
        this.line = new CallLine(signaling, new CallNode(signaling.node().value(), limits, sessions));
        this.clients = new CallClients(signaling, line, sessions, traces, secrets);
    }

    /** Takes the messages of clients from now on. */
    public final void start() {
        clients.start();
        metrics.publish(() -> line.snapshots().values());
    }

    /** Ends all calls, for a node that stops, and takes no messages any more. */
    public final void stop() {
        clients.mute();
        metrics.unpublish();
        line.run((node, nowNanos) -> node.endAll(nowNanos, EndReason.SHUTDOWN));
        clients.stop();
    }

    /** From now on calls reach other nodes this way. */
    public final void connect(CallNetwork network) {
        sessions.connect(network);
    }

    /** A command of another node's client, for a call that is at home here. */
    public final CompletionStage<CallAnswer> onCommand(CallCommand command) {
        if (line.isOverloaded() && !command.kind().isEnd()) {
            return CompletableFuture.completedFuture(CallAnswer.UNAVAILABLE);
        }
        CompletableFuture<CallAnswer> answer = new CompletableFuture<>();
        line.run((node, nowNanos) -> answer.complete(node.command(nowNanos, command)));
        return answer;
    }

    /**
     * A notice of another node's call, for a session of this one.
     *
     * @param traceparent of the call, or null
     */
    public final void onNotice(String session, CallNotice notice, @Nullable String traceparent) {
        line.run((node, nowNanos) -> {
            traces.learn(notice.call(), traceparent);
            node.arrive(session, notice);
        });
    }

    /** A notice could not be handed to another node, for the moment. */
    public final void onNotTold(String session, CallNotice notice) {
        line.runIn(REPEAT_NANOS, (node, nowNanos) -> node.repeat(session, notice));
    }

    /** Another node is gone, and its sessions and calls with it. */
    public final void onNodeGone(String gone) {
        line.run((node, nowNanos) -> node.nodeGone(nowNanos, gone));
    }

    /** Other devices of a user than before are signed in on other nodes. */
    public final void onDevicesChanged(String tenant, String user) {
        line.run((node, nowNanos) -> node.devicesChanged(nowNanos, tenant, user));
    }

    /** Whether a session of this node takes part in a call. */
    public final boolean isInCall(String session) {
        return sessions.isInCall(session);
    }

    @Override
    public final List<CallInfo> list() {
        return line.snapshots().values().stream().map(CallService::info).toList();
    }

    @Override
    public final @Nullable CallInfo find(String id) {
        CallSnapshot snapshot = line.snapshots().get(id);
        return snapshot == null ? null : info(snapshot);
    }

    @Override
    public final boolean end(String id) {
        if (!line.snapshots().containsKey(id)) {
            return false;
        }
        line.run((node, nowNanos) -> node.end(nowNanos, id, EndReason.OPERATOR));
        return true;
    }

    private void onNotSent(String other, CallCommand command) {
        line.runIn(REPEAT_NANOS, (node, nowNanos) -> sessions.command(other, command));
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
}
