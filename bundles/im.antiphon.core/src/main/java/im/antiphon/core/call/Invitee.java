// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

import java.util.List;

/**
 * Somebody who is to be in a call, as known at the moment.
 *
 * @param user within the call's tenant
 * @param devices that are signed in
 * @param busy whether the user may take no further call
 */
public record Invitee(String user, List<Device> devices, boolean busy) {
    public Invitee {
        devices = List.copyOf(devices);
    }

    /**
     * A device that is signed in.
     *
     * @param name the user's name for it
     * @param inCall whether it takes part in some call
     */
    public record Device(String session, String name, boolean inCall) {}
}
