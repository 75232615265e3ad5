// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.bus;

/**
 * A session that is there.
 *
 * @param tenant to which the user belongs
 * @param user whose session it is
 * @param device by which the user tells this session from others
 * @param session its id
 * @param node the id of the node that has it
 * @param inCall whether it takes part in a call
 */
public record PresenceEntry(String tenant, String user, String device, String session, String node, boolean inCall) {
    /** Of each of the names, in characters. */
    public static final int MAXIMUM_LENGTH = 256;

    public PresenceEntry {
        require("tenant", tenant);
        require("user", user);
        require("device", device);
        require("session", session);
        BusNode.requireId(node);
    }

    private static void require(String what, String name) {
        if (name.isEmpty() || name.length() > MAXIMUM_LENGTH) {
            throw new IllegalArgumentException(
                    what + ": " + name.length() + " characters (expected: 1.." + MAXIMUM_LENGTH + ")");
        }
    }
}
