// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call as it stands, whole.
 *
 * @param call its id
 * @param home the node that decides about it
 * @param legs in the order in which the users were first invited; the first has made the call
 */
public record CallSnapshot(
        String call, String tenant, String home, CallState state, CallMode mode, List<LegSnapshot> legs) {
    public CallSnapshot {
        legs = List.copyOf(legs);
    }

    /**
     * One user in it.
     *
     * @param party the device that takes part, or null where none does
     * @param reason why the user has left, or null
     */
    public record LegSnapshot(String user, LegState state, @Nullable CallParty party, @Nullable EndReason reason) {}
}
