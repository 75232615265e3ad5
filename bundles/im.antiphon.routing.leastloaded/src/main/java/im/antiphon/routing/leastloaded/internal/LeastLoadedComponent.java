// SPDX-License-Identifier: Apache-2.0
package im.antiphon.routing.leastloaded.internal;

import im.antiphon.api.plugin.PluginName;
import im.antiphon.api.routing.RoutingNode;
import im.antiphon.api.routing.RoutingStrategy;
import im.antiphon.api.routing.RoutingStrategyFactory;
import im.antiphon.routing.leastloaded.LeastLoadedStrategy;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;

/** Offers {@link LeastLoadedStrategy} as the plugin {@code least-loaded}. */
@Component(service = RoutingStrategyFactory.class, configurationPid = LeastLoadedComponent.PID)
@PluginName("least-loaded")
@Designate(ocd = LeastLoadedConfiguration.class)
public final class LeastLoadedComponent implements RoutingStrategyFactory {
    static final String PID = "im.antiphon.routing.leastloaded";

    private final int steps;

    @Activate
    public LeastLoadedComponent(LeastLoadedConfiguration configuration) {
        steps = configuration.load_steps();
    }

    @Override
    public RoutingStrategy create(List<RoutingNode> nodes) {
        return new LeastLoadedStrategy(nodes, steps);
    }
}
