// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One call, decided at its home node. Commands, devices that come and go, and due deadlines go in, with the time; what
 * devices are to be told goes out. Confined to whoever owns it: one command after the other, so whoever accepts first has
 * won, wherever the others are.
 *
 * <p>Three rules hold at every moment between two calls of its methods:
 * <ol>
 *   <li>A device that was told of the call ({@link CallNotice.Incoming}, {@link CallNotice.Changed}) is told of its end once
 *       ({@link CallNotice.Taken}, {@link CallNotice.Ended}), unless its session has ended before.</li>
 *   <li>The last {@link CallNotice.Changed} that a connected device was sent is the {@link #snapshot()}.</li>
 *   <li>A call that is not over has somebody connected in it, and either a deadline or two who are connected.</li>
 * </ol>
 */
public final class Call {
    /** No deadline. */
    public static final long NEVER = Long.MAX_VALUE;

    /**
     * What a call is from its first moment on.
     *
     * @param id of which both sides of glare keep the smaller
     * @param home the node that decides about it
     * @param tenant whose users these are
     */
    public record Identity(String id, String home, String tenant) {}

    private final Identity identity;
    private final CallSettings settings;
    private final RelayPolicy relay;
    private final Map<String, Leg> legs = new LinkedHashMap<>();
    private final CallParty inviter;
    private CallState state = CallState.INVITING;
    private CallMode mode = CallMode.P2P;
    private EndReason lastDeparture = EndReason.HUNG_UP;
    private @Nullable EndReason endReason;
    private boolean group;
    private long answeredNanos;
    private long aloneUntilNanos = NEVER;
    private boolean changed;
    private boolean moved;

    /** A call that its inviter is alone in; {@link #invite} must follow. */
    public Call(long nowNanos, Identity identity, CallSettings settings, RelayPolicy relay, CallParty inviter) {
        this.identity = identity;
        this.settings = settings;
        this.relay = relay;
        this.inviter = inviter;
        Leg leg = new Leg(inviter.user());
        leg.state = LegState.CONNECTED;
        leg.party = inviter;
        leg.invitedNanos = nowNanos;
        leg.connectedNanos = nowNanos;
        legs.put(inviter.user(), leg);
    }

    public String id() {
        return identity.id();
    }

    public CallState state() {
        return state;
    }

    public CallMode mode() {
        return mode;
    }

    /** Why it is over, or null while it is not. */
    public @Nullable EndReason endReason() {
        return endReason;
    }

    /** Who has made it. */
    public CallParty inviter() {
        return inviter;
    }

    /** Whether it has never been more than a matter of two. */
    public boolean isOneToOne() {
        return legs.size() <= 2;
    }

    public CallSnapshot snapshot() {
        return new CallSnapshot(
                identity.id(),
                identity.tenant(),
                identity.home(),
                state,
                mode,
                legs.values().stream().map(Leg::snapshot).toList());
    }

    /** All who are or were in it, or invited. */
    public Set<String> users() {
        return Set.copyOf(legs.keySet());
    }

    /** Where the user stands, or null where the user has never been in it. */
    public @Nullable LegState legOf(String user) {
        Leg leg = legs.get(user);
        return leg == null ? null : leg.state;
    }

    /** What a session is to know of the call at the moment: the state where it takes part, the offer where it rings. */
    @Nullable
    CallNotice noticeFor(String session) {
        for (Leg leg : legs.values()) {
            CallParty from = leg.invitedBy;
            if (leg.isConnectedBy(session)) {
                return new CallNotice.Changed(snapshot());
            } else if (from != null && leg.told.containsKey(session)) {
                return incoming(from);
            }
        }
        return null;
    }

    /** Whether the device of that session takes part. */
    public boolean isConnected(CallParty by) {
        Leg leg = legs.get(by.user());
        return leg != null && leg.isConnectedBy(by.session());
    }

    /** Wants users in the call; those who are in it, or invited, stay as they are. */
    public CallAnswer invite(long nowNanos, CallParty by, List<Invitee> invitees, CallSink out) {
        CallAnswer refusal = refusalOfConnected(by);
        if (refusal != null) {
            return refusal;
        }
        long added = invitees.stream()
                .map(Invitee::user)
                .distinct()
                .filter(user -> !legs.containsKey(user))
                .count();
        if (legs.size() + added > settings.maximumLegs()) {
            return CallAnswer.FULL;
        }
        boolean first = legs.size() == 1;
        List<Leg> invited = new ArrayList<>();
        for (Invitee invitee : invitees) {
            Leg leg = legs.computeIfAbsent(invitee.user(), Leg::new);
            if (move(nowNanos, leg, LegEvent.INVITE, out)) {
                leg.invitedBy = by;
                leg.invitedNanos = nowNanos;
                leg.reason = null;
                invited.add(leg);
            }
        }
        if (first && legs.size() > 2) {
            group = true;
            mode = CallMode.SFU;
        }
        for (Invitee invitee : invitees) {
            Leg leg = legs.get(invitee.user());
            if (leg != null && invited.remove(leg)) {
                reach(nowNanos, leg, invitee, out);
            }
        }
        settle(nowNanos, out);
        return CallAnswer.DONE;
    }

    /** The device rings. */
    public CallAnswer ringing(long nowNanos, CallParty by, CallSink out) {
        Leg leg = legs.get(by.user());
        if (leg == null || state == CallState.ENDED) {
            return CallAnswer.NOT_FOUND;
        }
        if (!isOfferedTo(leg, by)) {
            return leg.isConnectedBy(by.session()) ? CallAnswer.DONE : CallAnswer.STATE;
        }
        tell(leg, by);
        move(nowNanos, leg, LegEvent.RING, out);
        settle(nowNanos, out);
        return CallAnswer.DONE;
    }

    /** The device takes the call for its user. The first one wins. */
    public CallAnswer accept(long nowNanos, CallParty by, CallSink out) {
        Leg leg = legs.get(by.user());
        if (leg == null || state == CallState.ENDED) {
            return CallAnswer.NOT_FOUND;
        }
        if (!isOfferedTo(leg, by)) {
            return leg.isConnectedBy(by.session()) ? CallAnswer.DONE : CallAnswer.STATE;
        }
        leg.party = by;
        leg.connectedNanos = nowNanos;
        leg.told.remove(by.session());
        move(nowNanos, leg, LegEvent.ACCEPT, out);
        tellTaken(leg, by, out);
        settle(nowNanos, out);
        return CallAnswer.DONE;
    }

    /**
     * The user does not want the call; or, where {@code busy}, this device cannot take it, which is the user's answer once
     * all devices have said so.
     */
    public CallAnswer reject(long nowNanos, CallParty by, boolean busy, CallSink out) {
        Leg leg = legs.get(by.user());
        if (leg == null || state == CallState.ENDED) {
            return CallAnswer.NOT_FOUND;
        }
        if (!isOfferedTo(leg, by)) {
            return leg.busy.contains(by.session()) && leg.state.isOpen() ? CallAnswer.DONE : CallAnswer.STATE;
        }
        leg.told.remove(by.session());
        EndReason reason = busy ? EndReason.BUSY : EndReason.DECLINED;
        out.tell(by.session(), new CallNotice.Ended(id(), reason, 0));
        if (busy) {
            leg.busy.add(by.session());
            endIfNobodyIsLeftToAsk(nowNanos, leg, out);
        } else {
            leg.reason = reason;
            move(nowNanos, leg, LegEvent.REJECT, out);
            tellTaken(leg, by, out);
        }
        settle(nowNanos, out);
        return CallAnswer.DONE;
    }

    /** Takes back all invitations of this user's that nobody has answered yet. */
    public CallAnswer cancel(long nowNanos, CallParty by, CallSink out) {
        CallAnswer refusal = refusalOfConnected(by);
        if (refusal != null) {
            return refusal;
        }
        boolean cancelled = false;
        for (Leg leg : legs.values()) {
            if (leg.state.isOpen()
                    && leg.invitedBy != null
                    && leg.invitedBy.user().equals(by.user())) {
                leave(nowNanos, leg, LegEvent.CANCEL, EndReason.CANCELLED, out);
                cancelled = true;
            }
        }
        settle(nowNanos, out);
        return cancelled ? CallAnswer.DONE : CallAnswer.STATE;
    }

    /** The device leaves. */
    public CallAnswer hangUp(long nowNanos, CallParty by, CallSink out) {
        CallAnswer refusal = refusalOfConnected(by);
        if (refusal != null) {
            return refusal;
        }
        Leg leg = legs.get(by.user());
        if (leg != null) {
            leave(nowNanos, leg, LegEvent.HANG_UP, EndReason.HUNG_UP, out);
        }
        settle(nowNanos, out);
        return CallAnswer.DONE;
    }

    /** The device, or the forwarding unit on its behalf, has measured how it fares. */
    public CallAnswer measured(long nowNanos, CallParty by, RelayFigures figures, CallSink out) {
        CallAnswer refusal = refusalOfConnected(by);
        if (refusal != null) {
            return refusal;
        }
        if (state == CallState.ACTIVE && !group) {
            moveMedia(relay.measured(nowNanos, by.user(), mode, figures));
            settle(nowNanos, out);
        }
        return CallAnswer.DONE;
    }

    /** A device has signed in; it is told where its user is being called. */
    public void deviceOnline(long nowNanos, String user, Invitee.Device device, CallSink out) {
        Leg leg = legs.get(user);
        if (leg != null && leg.state.isOpen() && state != CallState.ENDED) {
            offer(nowNanos, leg, device, out);
            settle(nowNanos, out);
        }
    }

    /**
     * Sessions have ended and will not come back. A session that may still resume is not among them: its leg stays.
     *
     * @param sessions which
     * @param reason of legs that were connected by one of them
     */
    public void sessionsEnded(long nowNanos, Predicate<String> sessions, EndReason reason, CallSink out) {
        for (Leg leg : legs.values()) {
            leg.busy.removeIf(sessions);
            boolean fewer = leg.told.keySet().removeIf(sessions);
            CallParty party = leg.party;
            if (leg.state == LegState.CONNECTED && party != null && sessions.test(party.session())) {
                leg.reason = reason; // nobody is there to be told
                lastDeparture = reason;
                move(nowNanos, leg, reason == EndReason.HUNG_UP ? LegEvent.HANG_UP : LegEvent.LOSE, out);
            } else if (fewer && leg.state.isOpen()) {
                endIfNobodyIsLeftToAsk(nowNanos, leg, out);
            }
        }
        settle(nowNanos, out);
    }

    /** Ends the call for everybody. */
    public void end(long nowNanos, EndReason reason, CallSink out) {
        end(nowNanos, CallEvent.END, reason, out);
    }

    /** Ends what is overdue. */
    public void handleTimeout(long nowNanos, CallSink out) {
        for (Leg leg : legs.values()) {
            if (leg.state.isOpen() && nowNanos - leg.invitedNanos >= settings.ringNanos()) {
                EndReason reason = leg.state == LegState.UNREACHABLE ? EndReason.UNREACHABLE : EndReason.NO_ANSWER;
                leave(nowNanos, leg, LegEvent.EXPIRE, reason, out);
            }
        }
        settle(nowNanos, out);
        if (aloneUntilNanos != NEVER && nowNanos - aloneUntilNanos >= 0) {
            end(nowNanos, CallEvent.DESERT, EndReason.ALONE, out);
        }
    }

    /** When {@link #handleTimeout} is due, or {@link #NEVER}. */
    public long nextTimeoutNanos() {
        long next = aloneUntilNanos;
        for (Leg leg : legs.values()) {
            if (leg.state.isOpen()) {
                long expires = leg.invitedNanos + settings.ringNanos();
                next = next == NEVER || expires - next < 0 ? expires : next;
            }
        }
        return next;
    }

    private @Nullable CallAnswer refusalOfConnected(CallParty by) {
        Leg leg = legs.get(by.user());
        if (leg == null || state == CallState.ENDED) {
            return CallAnswer.NOT_FOUND;
        }
        return leg.isConnectedBy(by.session()) ? null : CallAnswer.STATE;
    }

    private static boolean isOfferedTo(Leg leg, CallParty by) {
        return (leg.state == LegState.INVITED || leg.state == LegState.RINGING) && !leg.busy.contains(by.session());
    }

    private void reach(long nowNanos, Leg leg, Invitee invitee, CallSink out) {
        boolean engaged = !settings.callWaiting()
                && !invitee.devices().isEmpty()
                && invitee.devices().stream().allMatch(Invitee.Device::inCall);
        if (invitee.busy() || engaged) {
            move(nowNanos, leg, LegEvent.REACH, out);
            leg.reason = EndReason.BUSY;
            move(nowNanos, leg, LegEvent.REJECT, out);
            return;
        }
        invitee.devices().forEach(device -> offer(nowNanos, leg, device, out));
    }

    private void offer(long nowNanos, Leg leg, Invitee.Device device, CallSink out) {
        CallParty from = leg.invitedBy;
        CallParty party = new CallParty(leg.user, device.name(), device.session());
        if (from == null || leg.busy.contains(device.session()) || !tell(leg, party)) {
            return;
        }
        move(nowNanos, leg, LegEvent.REACH, out);
        out.tell(device.session(), incoming(from));
    }

    private CallNotice.Incoming incoming(CallParty from) {
        List<String> users = legs.values().stream()
                .filter(leg -> leg.state != LegState.LEFT)
                .map(leg -> leg.user)
                .toList();
        return new CallNotice.Incoming(id(), from, users, isOneToOne());
    }

    private static boolean tell(Leg leg, CallParty party) {
        return leg.told.putIfAbsent(party.session(), party) == null;
    }

    private void tellTaken(Leg leg, CallParty by, CallSink out) {
        leg.told.keySet().forEach(session -> out.tell(session, new CallNotice.Taken(id(), by.device())));
        leg.told.clear();
        leg.busy.clear();
    }

    private void endIfNobodyIsLeftToAsk(long nowNanos, Leg leg, CallSink out) {
        if (!leg.told.isEmpty()) {
            return;
        }
        if (leg.busy.isEmpty()) {
            move(nowNanos, leg, LegEvent.LOSE_DEVICES, out);
        } else {
            leg.reason = EndReason.BUSY;
            move(nowNanos, leg, LegEvent.REJECT, out);
            leg.busy.clear();
        }
    }

    /** Takes a leg out of the call and tells the devices concerned. */
    private void leave(long nowNanos, Leg leg, LegEvent event, EndReason reason, CallSink out) {
        CallParty party = leg.state == LegState.CONNECTED ? leg.party : null;
        leg.reason = reason;
        if (!move(nowNanos, leg, event, out)) {
            return;
        }
        if (party != null) {
            lastDeparture = reason;
            out.tell(party.session(), new CallNotice.Ended(id(), reason, talkedMillis(nowNanos, leg)));
        }
        leg.told.keySet().forEach(session -> out.tell(session, new CallNotice.Ended(id(), reason, 0)));
        leg.told.clear();
        leg.busy.clear();
    }

    private long talkedMillis(long nowNanos, Leg leg) {
        if (state == CallState.INVITING) {
            return 0;
        }
        long since = leg.connectedNanos - answeredNanos > 0 ? leg.connectedNanos : answeredNanos;
        return (nowNanos - since) / 1_000_000;
    }

    private boolean move(long nowNanos, Leg leg, LegEvent event, CallSink out) {
        LegState from = leg.state;
        LegState to = LegLifecycle.next(from, event);
        if (to == null) {
            return false;
        }
        leg.state = to;
        changed = true;
        out.onLegMoved(id(), leg.user, from, to, event == LegEvent.INVITE ? 0 : nowNanos - leg.invitedNanos);
        return true;
    }

    private void moveMedia(CallMode wanted) {
        if (wanted != mode) {
            mode = wanted;
            changed = true;
            moved = true;
        }
    }

    /** What the legs mean for the call; then everybody in it hears of the change. */
    private void settle(long nowNanos, CallSink out) {
        if (state == CallState.ENDED) {
            return;
        }
        long connected = legs.values().stream()
                .filter(leg -> leg.state == LegState.CONNECTED)
                .count();
        boolean open = legs.values().stream().anyMatch(leg -> leg.state.isOpen());
        boolean alone = connected == 1 && !open;
        if (connected == 0) {
            end(nowNanos, CallEvent.DESERT, reasonOfDesertion(), out);
        } else if (alone && state == CallState.INVITING) {
            end(nowNanos, CallEvent.REMAIN_UNANSWERED, reasonOfSilence(), out);
        } else if (alone && isOneToOne()) {
            end(nowNanos, CallEvent.DESERT, reasonOfDesertion(), out);
        } else {
            if (!alone) {
                aloneUntilNanos = NEVER;
            } else if (aloneUntilNanos == NEVER) {
                aloneUntilNanos = nowNanos + settings.aloneNanos();
            }
            if (connected > 1) {
                answer(nowNanos);
            }
            if (connected > 2) {
                group = true;
                moveMedia(CallMode.SFU);
            }
            tellChange(out);
        }
    }

    private void answer(long nowNanos) {
        CallState next = CallLifecycle.next(state, CallEvent.ANSWER);
        if (next != null) {
            state = next;
            answeredNanos = nowNanos;
        }
    }

    private void tellChange(CallSink out) {
        if (!changed) {
            return;
        }
        changed = false;
        tellConnected(new CallNotice.Changed(snapshot()), out);
        if (moved) {
            moved = false; // told after the state: who hears it enters the call's room, and has to be known there
            tellConnected(new CallNotice.Moved(id(), mode), out);
        }
    }

    private void tellConnected(CallNotice notice, CallSink out) {
        for (Leg leg : legs.values()) {
            CallParty party = leg.party;
            if (leg.state == LegState.CONNECTED && party != null) {
                out.tell(party.session(), notice);
            }
        }
    }

    private void end(long nowNanos, CallEvent event, EndReason reason, CallSink out) {
        CallState next = CallLifecycle.next(state, event);
        if (next == null) {
            return;
        }
        for (Leg leg : legs.values()) {
            boolean givenUp = leg.state.isOpen() && event != CallEvent.END;
            leave(nowNanos, leg, LegEvent.END, givenUp ? EndReason.CANCELLED : reason, out);
        }
        state = next;
        endReason = reason;
        out.onEnded(id(), reason);
        aloneUntilNanos = NEVER;
    }

    /** Why the last one to leave has left. */
    private EndReason reasonOfDesertion() {
        return state == CallState.INVITING && lastDeparture == EndReason.HUNG_UP ? EndReason.CANCELLED : lastDeparture;
    }

    /** What all who were asked have in common, or that there was no answer. */
    private EndReason reasonOfSilence() {
        EndReason common = null;
        for (Leg leg : legs.values()) {
            if (leg.state == LegState.LEFT && leg.reason != null) {
                common = common == null || common == leg.reason ? leg.reason : EndReason.NO_ANSWER;
            }
        }
        return common == null ? EndReason.NO_ANSWER : common;
    }
}
