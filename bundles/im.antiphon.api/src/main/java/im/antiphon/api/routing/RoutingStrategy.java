// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.routing;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/** Chooses the node for a key, over one immutable list of nodes. Safe from any thread; a look-up does not allocate. */
@ConsumerType
public interface RoutingStrategy {
    /** The node that serves {@code key}, or null where there is none. */
    @Nullable
    RoutingNode route(CharSequence key);
}
