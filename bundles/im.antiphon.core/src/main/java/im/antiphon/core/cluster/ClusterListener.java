// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.cluster;

/** Told of nodes coming and going. */
public interface ClusterListener {
    /** Another node is there. */
    default void onNodeJoined(String node) {}

    /** Another node has ended, or has not been heard of for so long that it is taken for dead; its sessions are gone. */
    void onNodeGone(String node);
}
