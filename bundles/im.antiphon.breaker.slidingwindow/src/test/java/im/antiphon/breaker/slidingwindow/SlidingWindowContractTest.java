// SPDX-License-Identifier: Apache-2.0
package im.antiphon.breaker.slidingwindow;

import im.antiphon.api.breaker.CircuitBreakerFactory;
import im.antiphon.tck.FrugalBreakerContract;

class SlidingWindowContractTest extends FrugalBreakerContract {
    @Override
    protected CircuitBreakerFactory factory() {
        return (name, settings, nowNanos, seed) -> new SlidingWindowBreaker(settings, nowNanos, seed);
    }
}
