// SPDX-License-Identifier: Apache-2.0
package im.antiphon.routing.consistenthash.internal;

import im.antiphon.api.plugin.PluginName;
import im.antiphon.api.routing.RoutingNode;
import im.antiphon.api.routing.RoutingStrategy;
import im.antiphon.api.routing.RoutingStrategyFactory;
import im.antiphon.routing.consistenthash.ConsistentHashStrategy;
import im.antiphon.routing.consistenthash.RingSettings;
import java.util.List;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Offers {@link ConsistentHashStrategy} as the plugin {@code consistent-hash}. A changed configuration activates it anew, so
 * that tables in use are rebuilt: with different settings the members of a cluster would not agree.
 */
@Component(
        service = RoutingStrategyFactory.class,
        configurationPid = ConsistentHashComponent.PID,
        property = Constants.SERVICE_RANKING + ":Integer=10")
@PluginName("consistent-hash")
@Designate(ocd = ConsistentHashConfiguration.class)
public final class ConsistentHashComponent implements RoutingStrategyFactory {
    static final String PID = "im.antiphon.routing.consistenthash";

    private final RingSettings settings;

    @Activate
    public ConsistentHashComponent(ConsistentHashConfiguration configuration) {
        settings = new RingSettings(configuration.points_per_weight(), configuration.probes());
    }

    @Override
    public RoutingStrategy create(List<RoutingNode> nodes) {
        return new ConsistentHashStrategy(nodes, settings);
    }
}
