// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the sessions of this node have been told of calls, wherever those are decided. It knows who takes part in what, and
 * whom to tell when a session or another node goes. Confined to whoever owns it.
 */
public final class CallDesk {
    /** What one session knows of one call: an offer, or the state it is in. */
    private record Place(CallNotice.@Nullable Incoming offer, @Nullable CallSnapshot state) {}

    private final Map<String, Map<String, Place>> places = new HashMap<>();

    /** Something is about to be told to a session of this node. */
    public void telling(String session, CallNotice notice) {
        if (notice instanceof CallNotice.Incoming incoming) {
            put(session, notice.call(), new Place(incoming, null));
        } else if (notice instanceof CallNotice.Changed changed) {
            put(session, notice.call(), new Place(null, changed.snapshot()));
        } else if (notice instanceof CallNotice.Taken || notice instanceof CallNotice.Ended) {
            Map<String, Place> ofSession = places.get(session);
            if (ofSession != null && ofSession.remove(notice.call()) != null && ofSession.isEmpty()) {
                places.remove(session);
            }
        }
    }

    /** The calls that a session was told of and that are not over for it. */
    public Set<String> callsOf(String session) {
        return Set.copyOf(places.getOrDefault(session, Map.of()).keySet());
    }

    /** The calls that a session takes part in, as it was last told. */
    public List<CallSnapshot> joinedBy(String session) {
        List<CallSnapshot> joined = new ArrayList<>();
        places.getOrDefault(session, Map.of()).values().forEach(place -> {
            if (place.state() != null) {
                joined.add(place.state());
            }
        });
        return joined;
    }

    /** A call, as the session that takes part in it was last told; null where it takes no part. */
    public @Nullable CallSnapshot joined(String session, String call) {
        Place place = places.getOrDefault(session, Map.of()).get(call);
        return place == null ? null : place.state();
    }

    /** A one-to-one call that a session has been offered by a user, or null. */
    public CallNotice.@Nullable Incoming offered(String session, String from) {
        for (Place place : places.getOrDefault(session, Map.of()).values()) {
            CallNotice.Incoming offer = place.offer();
            if (offer != null && offer.oneToOne() && offer.from().user().equals(from)) {
                return offer;
            }
        }
        return null;
    }

    /** All that a session was told and that still holds. */
    public List<CallNotice> noticesOf(String session) {
        List<CallNotice> notices = new ArrayList<>();
        places.getOrDefault(session, Map.of()).values().forEach(place -> {
            if (place.state() != null) {
                notices.add(new CallNotice.Changed(place.state()));
            } else if (place.offer() != null) {
                notices.add(place.offer());
            }
        });
        return notices;
    }

    /** A session has ended; nothing more is told to it. */
    public void forget(String session) {
        places.remove(session);
    }

    /**
     * Goes through all that sessions know of some calls.
     *
     * @param calls by id
     * @param each takes the session and the call's id; may not change the desk
     */
    public void forEach(Predicate<String> calls, BiConsumer<String, String> each) {
        places.forEach((session, ofSession) ->
                ofSession.keySet().stream().filter(calls).forEach(call -> each.accept(session, call)));
    }

    private void put(String session, String call, Place place) {
        places.computeIfAbsent(session, absent -> new LinkedHashMap<>()).put(call, place);
    }
}
