// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.session;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of one node among those that share a bus. It is the part after the dot in the ids of sessions and calls, so
 * whose something is follows from its id: {@code mFiVFCn1TnyEjsQmR3lI1g.k3w7qd2a}.
 *
 * @param value 1 to 32 of {@code A-Z a-z 0-9 _ -}
 */
public record NodeId(String value) {
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_-]{1,32}");

    public NodeId {
        if (!VALUE.matcher(value).matches()) {
            throw new IllegalArgumentException("node: \"" + value + "\" (expected: 1 to 32 of A-Z a-z 0-9 _ -)");
        }
    }

    /** The id of something that is on this node. */
    public String idOf(String secret) {
        return secret + '.' + value;
    }

    /** Whether what has this id is on this node. */
    public boolean isHomeOf(String id) {
        return id.length() > value.length() && id.endsWith(value) && id.charAt(id.length() - value.length() - 1) == '.';
    }

    /** The node in an id, or null where it names none. */
    public static @Nullable NodeId homeOf(String id) {
        String node = id.substring(id.lastIndexOf('.') + 1);
        return node.length() < id.length() && VALUE.matcher(node).matches() ? new NodeId(node) : null;
    }

    @Override
    public String toString() {
        return value;
    }
}
