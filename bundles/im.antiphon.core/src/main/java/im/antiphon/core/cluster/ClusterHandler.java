// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.cluster;

/** Takes messages of one kind. */
public interface ClusterHandler {
    /**
     * A message has come.
     *
     * @param fromNode the id of its sender
     */
    void onMessage(String fromNode, ClusterMessage message);
}
