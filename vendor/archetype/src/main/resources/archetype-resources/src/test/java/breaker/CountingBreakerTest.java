package ${package};

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.breaker.BreakerSettings;
import im.antiphon.api.breaker.CircuitBreaker;
import im.antiphon.api.breaker.CircuitBreaker.State;
import org.junit.jupiter.api.Test;

class CountingBreakerTest {
    private static final long SECOND = 1_000_000_000L;
    private static final BreakerSettings SETTINGS = new BreakerSettings(2, 0.5, 10, 10 * SECOND, 60 * SECOND);

    @Test
    void sleepsAfterFailuresInARowAndLetsOneProbeThrough() {
        CircuitBreaker breaker = new CountingBreaker(SETTINGS, 0, null);
        breaker.onFailure(breaker.tryAcquire(0), 1, 1);
        breaker.onFailure(breaker.tryAcquire(2), 3, 1);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
        assertThat(breaker.tryAcquire(4)).isEqualTo(CircuitBreaker.REJECTED);

        long probe = breaker.tryAcquire(61 * SECOND);
        assertThat(probe).isNotNegative();
        assertThat(breaker.tryAcquire(61 * SECOND)).isEqualTo(CircuitBreaker.REJECTED);
        breaker.onSuccess(probe, 62 * SECOND, SECOND);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }
}
