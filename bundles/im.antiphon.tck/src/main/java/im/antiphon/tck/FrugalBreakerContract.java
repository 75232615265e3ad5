// SPDX-License-Identifier: Apache-2.0
package im.antiphon.tck;

import static im.antiphon.tck.AllocationMeter.assertAllocatesNothing;

import im.antiphon.api.breaker.BreakerSettings;
import im.antiphon.api.breaker.CircuitBreaker;
import org.junit.jupiter.api.Test;

/** {@link BreakerContract} for a breaker that promises more: a call around which it stands allocates nothing. */
public abstract class FrugalBreakerContract extends BreakerContract {
    private static final long MICROSECOND = 1_000;

    @Test
    void aCallThatSucceedsAllocatesNothing() {
        CircuitBreaker breaker = factory().create("downstream", BreakerSettings.DEFAULT, 0, null);
        assertAllocatesNothing("tryAcquire and onSuccess", round -> {
            long nowNanos = round * MICROSECOND;
            long permit = breaker.tryAcquire(nowNanos);
            breaker.onSuccess(permit, nowNanos, MICROSECOND);
            return permit;
        });
    }

    @Test
    void aCallThatFailsOrIsRejectedAllocatesNothing() {
        CircuitBreaker breaker = factory().create("downstream", BreakerSettings.DEFAULT, 0, null);
        assertAllocatesNothing("tryAcquire and onFailure", round -> {
            long nowNanos = round * MICROSECOND;
            long permit = breaker.tryAcquire(nowNanos);
            breaker.onFailure(permit, nowNanos, MICROSECOND);
            return permit;
        });
    }
}
