// SPDX-License-Identifier: Apache-2.0
package im.antiphon.breaker.resilience4j;

import im.antiphon.api.breaker.CircuitBreakerFactory;
import im.antiphon.tck.BreakerContract;

class Resilience4jContractTest extends BreakerContract {
    @Override
    protected CircuitBreakerFactory factory() {
        return Resilience4jBreaker::new;
    }
}
