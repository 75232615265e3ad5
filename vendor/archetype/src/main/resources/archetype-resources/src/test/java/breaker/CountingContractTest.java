package ${package};

import im.antiphon.api.breaker.CircuitBreakerFactory;
import im.antiphon.tck.FrugalBreakerContract;

/** What every plugin of this kind has to do: the compatibility kit. */
class CountingContractTest extends FrugalBreakerContract {
    @Override
    protected CircuitBreakerFactory factory() {
        return new CountingPlugin();
    }
}
