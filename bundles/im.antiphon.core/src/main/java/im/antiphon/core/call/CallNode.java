// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * All that a node has to do with calls: it decides those that were made here ({@link CallHome}), and knows what its sessions
 * were told of any ({@link CallDesk}). Confined to whoever owns it, who calls {@link #flush} after each other call.
 *
 * <p><b>Glare.</b> Two users call each other at the same time, so that there are two calls. Of these the one with the
 * smaller id goes on; whoever made the other is taken to have accepted. The node where the greater one was made does that,
 * as soon as it knows of both: when the offer of the smaller one arrives, or, where that was here before, when the greater
 * one is made. So both nodes come to the same end without asking each other.
 */
public final class CallNode {
    private final String name;
    private final CallOutside outside;
    private final CallHome home;
    private final CallDesk desk = new CallDesk();
    private final Deque<LongConsumer> pending = new ArrayDeque<>();
    private final CallSink sink = new Sink();

    /** @param name of this node, as ids have it */
    public CallNode(String name, CallLimits limits, CallOutside outside) {
        this.name = name;
        this.outside = outside;
        this.home = new CallHome(name, limits, outside);
    }

    /**
     * Makes a call, at home here.
     *
     * @param id of the new call, which names this node
     */
    public CallAnswer open(long nowNanos, String id, CallOutside.Visitor by, List<String> users) {
        CallAnswer answer = home.open(nowNanos, id, by.tenant(), by.party(), users, sink);
        if (answer == CallAnswer.DONE && users.size() == 1) {
            CallNotice.Incoming offer = desk.offered(by.party().session(), users.get(0));
            if (offer != null) {
                pending.add(later -> giveWay(later, by, offer));
            }
        }
        return answer;
    }

    /** Carries out a command for a call that is at home here. */
    public CallAnswer command(long nowNanos, CallCommand command) {
        return home.command(nowNanos, command, sink);
    }

    /** A notice for a session of this node has come from another one. */
    public void arrive(String session, CallNotice notice) {
        pending.add(later -> deliver(later, session, notice));
    }

    /** More devices of a user may be signed in, here or elsewhere. */
    public void devicesChanged(long nowNanos, String tenant, String user) {
        home.devicesChanged(nowNanos, tenant, user, sink);
    }

    /**
     * A session of this node has ended, and can no longer be found.
     *
     * @param goodbye whether the client wanted it to
     */
    public void sessionEnded(long nowNanos, CallOutside.Visitor visitor, boolean goodbye) {
        CallParty party = visitor.party();
        CallCommand.Kind kind = goodbye ? CallCommand.Kind.GOODBYE : CallCommand.Kind.LOST;
        for (String call : desk.callsOf(party.session())) {
            command(nowNanos, CallCommand.of(kind, call, visitor.tenant(), party), outside.nodeOf(call));
        }
        desk.forget(party.session());
    }

    /** A client has come back, perhaps without its memory: it is told all there is once more. */
    public void sessionResumed(String session) {
        pending.add(later -> desk.noticesOf(session).forEach(notice -> outside.tell(session, notice)));
    }

    /**
     * A notice could not be handed to another node, which lives. Its session is told what holds by now, or else that it is
     * over, if that is what got lost.
     */
    public void repeat(String session, CallNotice notice) {
        Call call = home.find(notice.call());
        CallNotice now = call == null ? null : call.noticeFor(session);
        if (now != null) {
            sink.tell(session, now);
        } else if (notice instanceof CallNotice.Ended || notice instanceof CallNotice.Taken) {
            sink.tell(session, notice);
        }
    }

    /** Another node is gone: with its sessions, and with the calls that it had to decide about. */
    public void nodeGone(long nowNanos, String node) {
        home.sessionsGone(nowNanos, session -> outside.nodeOf(session).equals(node), sink);
        desk.forEach(
                call -> outside.nodeOf(call).equals(node),
                (session, call) -> arrive(session, new CallNotice.Ended(call, EndReason.NODE_LOST, 0)));
    }

    /** Ends a call that is at home here for everybody; false where there is none of that id. */
    public boolean end(long nowNanos, String call, EndReason reason) {
        return home.end(nowNanos, call, reason, sink);
    }

    /** Ends all calls that are at home here. */
    public void endAll(long nowNanos, EndReason reason) {
        home.endAll(nowNanos, reason, sink);
    }

    public void handleTimeout(long nowNanos) {
        home.handleTimeout(nowNanos, sink);
    }

    public long nextTimeoutNanos() {
        return home.nextTimeoutNanos();
    }

    /** Does what has followed from the calls before. */
    public void flush(long nowNanos) {
        for (LongConsumer next = pending.poll(); next != null; next = pending.poll()) {
            next.accept(nowNanos);
        }
    }

    /** The calls that are at home here. */
    public Collection<Call> calls() {
        return home.calls();
    }

    /** The calls that are at home here, by id. Safe from any thread. */
    public Map<String, CallSnapshot> snapshots() {
        return home.snapshots();
    }

    /** A call that is at home here, or null. */
    public @Nullable Call find(String call) {
        return home.find(call);
    }

    /** What the sessions of this node know. */
    public CallDesk desk() {
        return desk;
    }

    private void command(long nowNanos, CallCommand command, String node) {
        if (node.equals(name)) {
            home.command(nowNanos, command, sink);
        } else {
            outside.command(node, command);
        }
    }

    private void deliver(long nowNanos, String session, CallNotice notice) {
        CallOutside.Visitor visitor = outside.visitor(session);
        String call = notice.call();
        if (visitor == null) {
            CallParty nobody = new CallParty("", "", session);
            command(nowNanos, CallCommand.of(CallCommand.Kind.LOST, call, "", nobody), outside.nodeOf(call));
            return;
        }
        boolean joined = desk.joined(session, call) != null;
        if (notice instanceof CallNotice.Moved && !joined) {
            return; // the state is still to be repeated, and says it too
        }
        if (notice instanceof CallNotice.Incoming && joined) {
            // invited again, while word that it had left is still to be repeated
            tell(session, new CallNotice.Ended(call, EndReason.LOST, 0));
        }
        tell(session, notice);
        if (notice instanceof CallNotice.Incoming offer && offer.oneToOne()) {
            giveWay(nowNanos, visitor, offer);
        }
    }

    private void tell(String session, CallNotice notice) {
        desk.telling(session, notice);
        outside.tell(session, notice);
    }

    /** Where the user waits for whom the offer is from, in a call of greater id, that call gives way to the offer. */
    private void giveWay(long nowNanos, CallOutside.Visitor visitor, CallNotice.Incoming offer) {
        Call own = home.waiting(
                visitor.tenant(), visitor.party().user(), offer.from().user());
        if (own == null || own.id().compareTo(offer.call()) < 0) {
            return;
        }
        CallParty inviter = own.inviter();
        home.end(nowNanos, own.id(), EndReason.GLARE, sink);
        CallCommand accept = CallCommand.of(CallCommand.Kind.ACCEPT, offer.call(), visitor.tenant(), inviter);
        command(nowNanos, accept, outside.nodeOf(offer.call()));
    }

    /** Keeps what the engines say until they have returned. */
    private final class Sink implements CallSink {
        @Override
        public void tell(String session, CallNotice notice) {
            String node = outside.nodeOf(session);
            if (node.equals(name)) {
                arrive(session, notice);
            } else {
                pending.add(later -> outside.forward(node, session, notice));
            }
        }

        @Override
        public void onLegMoved(String call, String user, LegState from, LegState to, long sinceInviteNanos) {
            outside.onLegMoved(call, user, from, to, sinceInviteNanos);
        }

        @Override
        public void onEnded(String call, EndReason reason) {
            outside.onEnded(call, reason);
        }
    }
}
