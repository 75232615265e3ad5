// SPDX-License-Identifier: Apache-2.0
package im.antiphon.congestion.remb;

import im.antiphon.api.congestion.CongestionControllerFactory;
import im.antiphon.tck.CongestionControllerContract;

class RembContractTest extends CongestionControllerContract {
    @Override
    protected CongestionControllerFactory factory() {
        return (limits, random, seed) -> new RembController(limits, 5_000_000_000L, seed);
    }
}
