// SPDX-License-Identifier: Apache-2.0
package com.example.antiphon.delayaimd;

import im.antiphon.api.congestion.CongestionControllerFactory;
import im.antiphon.tck.CongestionControllerContract;

/** What every congestion controller has to do: the compatibility kit. */
class DelayAimdContractTest extends CongestionControllerContract {
    @Override
    protected CongestionControllerFactory factory() {
        return (limits, random, seed) -> new DelayAimdController(limits, 60_000_000, seed);
    }
}
