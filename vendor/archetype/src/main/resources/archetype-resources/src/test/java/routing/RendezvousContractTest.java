package ${package};

import im.antiphon.api.routing.RoutingStrategyFactory;
import im.antiphon.tck.RoutingStrategyContract;

/** What every plugin of this kind has to do: the compatibility kit. */
class RendezvousContractTest extends RoutingStrategyContract {
    @Override
    protected RoutingStrategyFactory factory() {
        return new RendezvousPlugin();
    }
}
