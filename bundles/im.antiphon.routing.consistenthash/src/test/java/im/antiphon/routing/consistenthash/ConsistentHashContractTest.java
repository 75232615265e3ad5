// SPDX-License-Identifier: Apache-2.0
package im.antiphon.routing.consistenthash;

import im.antiphon.api.routing.RoutingStrategyFactory;
import im.antiphon.tck.RoutingStrategyContract;

class ConsistentHashContractTest extends RoutingStrategyContract {
    @Override
    protected RoutingStrategyFactory factory() {
        return nodes -> new ConsistentHashStrategy(nodes, RingSettings.DEFAULT);
    }

    @Override
    protected double toleratedDeviation() {
        return 0.10;
    }
}
