// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.routing;

import im.antiphon.api.routing.RoutingStrategyFactory;
import im.antiphon.tck.RoutingStrategyContract;

class RendezvousContractTest extends RoutingStrategyContract {
    @Override
    protected RoutingStrategyFactory factory() {
        return RendezvousStrategy::new;
    }

    @Override
    protected double toleratedDeviation() {
        return 0.05;
    }
}
