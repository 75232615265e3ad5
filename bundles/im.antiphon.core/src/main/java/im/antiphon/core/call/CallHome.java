// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The calls that are decided at this node. A call is here from its first invitation until it is over; then it is forgotten.
 * Confined to whoever owns it.
 */
public final class CallHome {
    private record Key(String tenant, String user) {}

    private record Due(long atNanos, String call) {}

    private final String node;
    private final CallLimits limits;
    private final UserDirectory directory;
    private final Map<String, Call> calls = new LinkedHashMap<>();
    private final Map<String, String> tenants = new HashMap<>();
    private final Map<String, CallSnapshot> snapshots = new ConcurrentHashMap<>();
    private final Map<Key, Set<Call>> byUser = new HashMap<>();
    private final Map<String, Due> dues = new HashMap<>();
    private final TreeSet<Due> timetable = new TreeSet<>(CallHome::compare);

    public CallHome(String node, CallLimits limits, UserDirectory directory) {
        this.node = node;
        this.limits = limits;
        this.directory = directory;
    }

    /**
     * Makes a call.
     *
     * @param id of the new call
     * @param users to be invited, other than the inviter
     */
    public CallAnswer open(long nowNanos, String id, String tenant, CallParty by, List<String> users, CallSink out) {
        if (calls.size() >= limits.calls() || isInTooMany(tenant, by.user())) {
            return CallAnswer.TOO_MANY;
        }
        RelayPolicy relay = new MeasuredRelayPolicy(limits.relay());
        Call call = new Call(nowNanos, new Call.Identity(id, node, tenant), limits.call(), relay, by);
        calls.put(id, call);
        tenants.put(id, tenant);
        CallAnswer answer = call.invite(nowNanos, by, invitees(tenant, users), out);
        if (answer == CallAnswer.DONE) {
            index(tenant, call);
            touched(call);
        } else {
            forget(call);
        }
        return answer;
    }

    /** Carries out what a device wants. */
    public CallAnswer command(long nowNanos, CallCommand command, CallSink out) {
        Call call = calls.get(command.call());
        boolean nobodys = command.kind() == CallCommand.Kind.LOST; // said by nodes alone, also of sessions long gone
        if (call == null || !(nobodys || command.tenant().equals(tenants.get(command.call())))) {
            return CallAnswer.NOT_FOUND;
        }
        CallAnswer answer = carryOut(nowNanos, call, command, out);
        touched(call);
        return answer;
    }

    /** More devices of a user may be signed in than before. */
    public void devicesChanged(long nowNanos, String tenant, String user, CallSink out) {
        Set<Call> concerned = byUser.get(new Key(tenant, user));
        if (concerned == null) {
            return;
        }
        List<Invitee.Device> devices = directory.devicesOf(tenant, user);
        for (Call call : List.copyOf(concerned)) {
            devices.forEach(device -> call.deviceOnline(nowNanos, user, device, out));
            touched(call);
        }
    }

    /** A node is gone, and the sessions it had. */
    public void sessionsGone(long nowNanos, Predicate<String> sessions, CallSink out) {
        for (Call call : List.copyOf(calls.values())) {
            call.sessionsEnded(nowNanos, sessions, EndReason.NODE_LOST, out);
            touched(call);
        }
    }

    /** Ends a call for everybody; false where there is none of that id. */
    public boolean end(long nowNanos, String id, EndReason reason, CallSink out) {
        Call call = calls.get(id);
        if (call == null) {
            return false;
        }
        call.end(nowNanos, reason, out);
        touched(call);
        return true;
    }

    /** Ends all calls, for a node that stops. */
    public void endAll(long nowNanos, EndReason reason, CallSink out) {
        List.copyOf(calls.keySet()).forEach(id -> end(nowNanos, id, reason, out));
    }

    /** Ends what is overdue. */
    public void handleTimeout(long nowNanos, CallSink out) {
        while (!timetable.isEmpty() && timetable.first().atNanos() - nowNanos <= 0) {
            Call call = calls.get(timetable.first().call());
            if (call == null) {
                throw new IllegalStateException("a deadline without its call");
            }
            call.handleTimeout(nowNanos, out);
            touched(call);
        }
    }

    /** When {@link #handleTimeout} is due, or {@link Call#NEVER}. */
    public long nextTimeoutNanos() {
        return timetable.isEmpty() ? Call.NEVER : timetable.first().atNanos();
    }

    /** The call of that id, or null. */
    public @Nullable Call find(String id) {
        return calls.get(id);
    }

    public Collection<Call> calls() {
        return calls.values();
    }

    /** The calls by id, as they stand after the last change of each. Safe from any thread. */
    public Map<String, CallSnapshot> snapshots() {
        return Collections.unmodifiableMap(snapshots);
    }

    /** A call in which one user waits for the other, and nobody else is or was; null where there is none. */
    public @Nullable Call waiting(String tenant, String from, String to) {
        for (Call call : byUser.getOrDefault(new Key(tenant, from), Set.of())) {
            if (call.state() == CallState.INVITING
                    && call.isOneToOne()
                    && call.inviter().user().equals(from)
                    && call.legOf(to) != null) {
                return call;
            }
        }
        return null;
    }

    private CallAnswer carryOut(long nowNanos, Call call, CallCommand command, CallSink out) {
        CallParty by = command.by();
        return switch (command.kind()) {
            case INVITE -> {
                CallAnswer answer = call.invite(nowNanos, by, invitees(command.tenant(), command.users()), out);
                index(command.tenant(), call);
                yield answer;
            }
            case RING -> call.ringing(nowNanos, by, out);
            case ACCEPT -> call.accept(nowNanos, by, out);
            case DECLINE -> call.reject(nowNanos, by, false, out);
            case BUSY -> call.reject(nowNanos, by, true, out);
            case CANCEL -> call.cancel(nowNanos, by, out);
            case HANG_UP -> call.hangUp(nowNanos, by, out);
            case MEASURE -> call.measured(nowNanos, by, command.figures(), out);
            case GOODBYE -> {
                call.sessionsEnded(nowNanos, by.session()::equals, EndReason.HUNG_UP, out);
                yield CallAnswer.DONE;
            }
            case LOST -> {
                call.sessionsEnded(nowNanos, by.session()::equals, EndReason.LOST, out);
                yield CallAnswer.DONE;
            }
        };
    }

    private List<Invitee> invitees(String tenant, List<String> users) {
        List<Invitee> invitees = new ArrayList<>();
        for (String user : new LinkedHashSet<>(users)) {
            invitees.add(new Invitee(user, directory.devicesOf(tenant, user), isInTooMany(tenant, user)));
        }
        return invitees;
    }

    private boolean isInTooMany(String tenant, String user) {
        int in = 0;
        for (Call call : byUser.getOrDefault(new Key(tenant, user), Set.of())) {
            LegState leg = call.legOf(user);
            if (leg != null && leg != LegState.LEFT) {
                in++;
            }
        }
        return in >= limits.callsPerUser();
    }

    private void index(String tenant, Call call) {
        call.users().forEach(user -> byUser.computeIfAbsent(new Key(tenant, user), key -> new LinkedHashSet<>())
                .add(call));
    }

    private void touched(Call call) {
        Due before = dues.remove(call.id());
        if (before != null) {
            timetable.remove(before);
        }
        if (call.state() == CallState.ENDED) {
            forget(call);
            return;
        }
        snapshots.put(call.id(), call.snapshot());
        long next = call.nextTimeoutNanos();
        if (next != Call.NEVER) {
            Due due = new Due(next, call.id());
            dues.put(call.id(), due);
            timetable.add(due);
        }
    }

    private void forget(Call call) {
        calls.remove(call.id());
        snapshots.remove(call.id());
        String tenant = tenants.remove(call.id());
        if (tenant == null) {
            return;
        }
        Consumer<String> unindex = user -> {
            Key key = new Key(tenant, user);
            Set<Call> concerned = byUser.get(key);
            if (concerned != null && concerned.remove(call) && concerned.isEmpty()) {
                byUser.remove(key);
            }
        };
        call.users().forEach(unindex);
    }

    private static int compare(Due one, Due other) {
        long difference = one.atNanos() - other.atNanos(); // nanoTime may overflow; differences do not
        return difference != 0 ? Long.signum(difference) : one.call().compareTo(other.call());
    }
}
