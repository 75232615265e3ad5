// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.cluster;

import java.util.concurrent.CompletionStage;

/** Answers requests of one kind. */
public interface ClusterResponder {
    /**
     * A request has come.
     *
     * @param fromNode the id of its sender
     * @return the answer; where it fails the sender hears {@link ClusterException.Reason#FAILED} with the failure's message
     */
    CompletionStage<ClusterMessage> onRequest(String fromNode, ClusterMessage request);
}
