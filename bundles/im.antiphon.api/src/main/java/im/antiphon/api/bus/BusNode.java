// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.bus;

import java.util.regex.Pattern;

/**
 * Who a bus is opened for.
 *
 * @param id of the node, of which no other has the same at the same time
 * @param incarnation of the process: greater than that of any process which had the id before
 */
public record BusNode(String id, long incarnation) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,32}");

    public BusNode {
        requireId(id);
    }

    /** The id itself, if a node may have it. */
    public static String requireId(String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("node: " + id + " (expected: " + ID + ")");
        }
        return id;
    }
}
