package ${package};

import im.antiphon.api.plugin.PluginName;
import im.antiphon.api.routing.RoutingNode;
import im.antiphon.api.routing.RoutingStrategy;
import im.antiphon.api.routing.RoutingStrategyFactory;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** Offers {@link RendezvousStrategy}; at this ranking it serves every table as soon as it is there. */
@Component(service = RoutingStrategyFactory.class, property = "service.ranking:Integer=20")
@PluginName("${artifactId}")
public final class RendezvousPlugin implements RoutingStrategyFactory {
    @Override
    public RoutingStrategy create(List<RoutingNode> nodes) {
        return new RendezvousStrategy(nodes);
    }
}
