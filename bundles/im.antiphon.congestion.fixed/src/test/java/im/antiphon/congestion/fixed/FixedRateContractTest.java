// SPDX-License-Identifier: Apache-2.0
package im.antiphon.congestion.fixed;

import im.antiphon.api.congestion.CongestionControllerFactory;
import im.antiphon.tck.CongestionControllerContract;

class FixedRateContractTest extends CongestionControllerContract {
    @Override
    protected CongestionControllerFactory factory() {
        return (limits, random, seed) -> new FixedRateController(limits, 0, seed);
    }
}
