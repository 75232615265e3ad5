// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.routing;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The OSGi service of a routing plugin. Its component carries {@link im.antiphon.api.plugin.PluginName}. Called by several
 * threads at once.
 */
@ConsumerType
public interface RoutingStrategyFactory {
    /**
     * A strategy over these nodes; a change of nodes makes a new one. What tags mean is no concern of a strategy: where
     * they decide, it is given the nodes that are left.
     *
     * @param nodes none twice; the list may change after the call
     */
    RoutingStrategy create(List<RoutingNode> nodes);
}
