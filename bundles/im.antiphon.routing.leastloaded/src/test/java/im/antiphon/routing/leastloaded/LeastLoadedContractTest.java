// SPDX-License-Identifier: Apache-2.0
package im.antiphon.routing.leastloaded;

import im.antiphon.api.routing.RoutingStrategyFactory;
import im.antiphon.tck.RoutingStrategyContract;

class LeastLoadedContractTest extends RoutingStrategyContract {
    @Override
    protected RoutingStrategyFactory factory() {
        return nodes -> new LeastLoadedStrategy(nodes, 20);
    }

    @Override
    protected double toleratedDeviation() {
        return 0.05;
    }
}
