// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.routing;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Where whoever sends requests to nodes gets a table from, whichever plugin serves. Safe from any thread. */
@ProviderType
public interface Routing {
    /**
     * Opens a table that stays valid while plugins and nodes come and go: it is rebuilt beneath its users, answers from the
     * next best plugin when one throws, and while there is none shares keys out by weight in a way of its own.
     *
     * @param nodes to begin with
     * @throws IllegalArgumentException if two nodes have the same id
     */
    RoutingTable open(List<RoutingNode> nodes);

    /**
     * Opens a table from the plugin that configuration chooses for a tenant.
     *
     * @param tenant on whose behalf, see {@link im.antiphon.api.plugin.Tenants}
     */
    default RoutingTable open(String tenant, List<RoutingNode> nodes) {
        return open(nodes);
    }
}
