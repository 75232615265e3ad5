// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.calling;

import im.antiphon.api.trace.TraceContext;
import im.antiphon.api.trace.TraceSpan;
import im.antiphon.api.trace.Tracer;
import im.antiphon.core.call.EndReason;
import im.antiphon.core.call.LegState;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls as traces. The node that decides about a call has one span for the whole of it, a child of what its inviter's client
 * was doing, and for each user invited one after the other: {@code call.invite} until a device rings, {@code call.ring} until
 * one answers, {@code call.media} until sound flows there. Nodes that only have participants know the call's context by what
 * they were told. Confined to the line of calls.
 */
final class CallTraces {
    /** Contexts of other nodes' calls that are remembered; without one a message says less, and nothing else changes. */
    private static final int MOST_ELSEWHERE = 10_000;

    private final Supplier<Tracer> tracer;
    private final Map<String, Traced> calls = new HashMap<>();
    private final Map<String, String> elsewhere = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MOST_ELSEWHERE;
        }
    };

    /** What goes on in one call. */
    private static final class Traced {
        private final TraceSpan span;
        private final Map<String, TraceSpan> legs = new HashMap<>();
        private boolean answered;

        Traced(TraceSpan span) {
            this.span = span;
        }
    }

    /** @param tracer the tracer of the moment; {@link Tracer#NONE} while there is none */
    CallTraces(Supplier<Tracer> tracer) {
        this.tracer = tracer;
    }

    /**
     * A call is about to be made here.
     *
     * @param traceparent of the message that makes it, or null
     */
    void opening(String call, String tenant, @Nullable String traceparent) {
        TraceSpan span = tracer.get()
                .begin(
                        "call",
                        TraceContext.parse(traceparent),
                        Map.of("antiphon.call", call, "antiphon.tenant", tenant));
        calls.put(call, new Traced(span));
    }

    /** It was not made after all. */
    void refused(String call, String why) {
        Traced traced = calls.remove(call);
        if (traced != null) {
            traced.span.fail(why);
        }
    }

    void legMoved(String call, String user, LegState from, LegState to) {
        Traced traced = calls.get(call);
        boolean isStillInvited = from == LegState.UNREACHABLE && to == LegState.INVITED;
        if (traced == null || isStillInvited) {
            return;
        }
        TraceSpan before = traced.legs.remove(user);
        if (to == LegState.LEFT && before != null) {
            before.fail("left");
            return;
        }
        if (before != null) {
            before.end();
        }
        if (to == LegState.INVITED || to == LegState.UNREACHABLE) {
            begin(traced, "call.invite", user);
        } else if (to == LegState.RINGING) {
            begin(traced, "call.ring", user);
        } else if (to == LegState.CONNECTED && before != null) { // who made the call was never invited to it
            traced.answered = true;
            begin(traced, "call.media", user);
        }
    }

    /** Sound flows to and from a user; the first time counts. */
    void mediaFlows(String call, String user) {
        Traced traced = calls.get(call);
        TraceSpan waiting = traced == null || !traced.answered ? null : traced.legs.remove(user);
        if (waiting != null) {
            waiting.end();
        }
    }

    void ended(String call, EndReason reason) {
        Traced traced = calls.remove(call);
        if (traced == null) {
            return;
        }
        traced.legs.values().forEach(span -> span.fail(reason.label()));
        traced.span.attribute("antiphon.reason", reason.label());
        if (traced.answered) {
            traced.span.end();
        } else {
            traced.span.fail(reason.label());
        }
    }

    /** Another node has told of a call of its own. */
    void learn(String call, @Nullable String traceparent) {
        if (traceparent != null && TraceContext.parse(traceparent) != null) {
            elsewhere.put(call, traceparent);
        }
    }

    /** What messages about a call carry, or null. */
    @Nullable
    String traceparent(String call) {
        Traced traced = calls.get(call);
        TraceContext context = traced == null ? null : traced.span.context();
        return context == null ? elsewhere.get(call) : context.traceparent();
    }

    private void begin(Traced traced, String name, String user) {
        traced.legs.put(user, tracer.get().begin(name, traced.span.context(), Map.of("antiphon.user", user)));
    }
}
