// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.call;

import java.util.List;

/**
 * A call as it stood at some moment. States and reasons are spelt as in signaling-v1.
 *
 * @param id ends with the id of its home, the node that decides about it
 * @param state {@code inviting} or {@code active}
 * @param mode {@code p2p} or {@code sfu}: which way its media goes
 * @param legs in the order in which the users were first invited; the first has made the call
 */
public record CallInfo(String id, String tenant, String home, String state, String mode, List<CallLeg> legs) {
    public CallInfo {
        legs = List.copyOf(legs);
    }
}
