// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.routing;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** The OSGi service of a routing plugin. Its component carries {@link im.antiphon.api.plugin.PluginName}. */
@ConsumerType
public interface RoutingStrategyFactory {
    /** A strategy over these nodes; a change of nodes makes a new one. */
    RoutingStrategy create(List<RoutingNode> nodes);
}
