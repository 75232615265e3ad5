// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.routing;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Chooses the node for a key, over one immutable list of nodes. Called by any number of threads at once, so it is immutable
 * itself; a look-up neither blocks nor allocates.
 *
 * <p>The answer depends on the nodes, whatever their order, and on the characters of the key, whatever holds them: two
 * members of a cluster that know the same nodes agree without asking each other, on any machine. {@link KeyHash} is a hash
 * of that kind.
 *
 * <p>Replacing: the running product is a strategy over one list of nodes, its snapshot is that list, and the safe point lies
 * between two look-ups. The successor is created from the list and put in place of the old one; look-ups that have begun end
 * in the old one, which is not called again after them. It is replaced the same way whenever the nodes change.
 */
@ConsumerType
public interface RoutingStrategy {
    /**
     * The node that serves {@code key}, one of the list; null where that is empty, and only there: a full node is better
     * than none.
     */
    @Nullable
    RoutingNode route(CharSequence key);
}
