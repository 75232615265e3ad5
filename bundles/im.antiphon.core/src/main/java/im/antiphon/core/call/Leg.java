// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One user in one call. Confined to its call. */
final class Leg {
    final String user;
    /** Devices told of the call that have not been told of its end, by session. */
    final Map<String, CallParty> told = new LinkedHashMap<>();
    /** Sessions of devices that are busy. */
    final Set<String> busy = new HashSet<>();

    LegState state = LegState.LEFT;

    @Nullable
    CallParty invitedBy;

    @Nullable
    CallParty party;

    @Nullable
    EndReason reason;

    long invitedNanos;
    long connectedNanos;

    Leg(String user) {
        this.user = user;
    }

    boolean isConnectedBy(String session) {
        return state == LegState.CONNECTED && party != null && party.session().equals(session);
    }

    CallSnapshot.LegSnapshot snapshot() {
        return new CallSnapshot.LegSnapshot(
                user, state, state == LegState.CONNECTED ? party : null, state == LegState.LEFT ? reason : null);
    }
}
