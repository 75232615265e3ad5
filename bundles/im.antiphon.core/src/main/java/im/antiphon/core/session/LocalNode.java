// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.session;

/** This node, as a service of the bundle. */
public class LocalNode {
    private final NodeId id;

    public LocalNode(NodeId id) {
        this.id = id;
    }

    public final NodeId id() {
        return id;
    }
}
