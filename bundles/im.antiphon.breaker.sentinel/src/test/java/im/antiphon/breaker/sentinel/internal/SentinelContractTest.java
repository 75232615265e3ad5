// SPDX-License-Identifier: Apache-2.0
package im.antiphon.breaker.sentinel.internal;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.breaker.BreakerSettings;
import im.antiphon.api.breaker.CircuitBreaker;
import im.antiphon.api.breaker.CircuitBreakerFactory;
import im.antiphon.tck.BreakerContract;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SentinelContractTest extends BreakerContract {
    @Override
    protected CircuitBreakerFactory factory() {
        return new SentinelComponent();
    }

    @Test
    void sentinelStartsNoThreadAndWritesNoFile() {
        CircuitBreaker breaker = factory().create("downstream", BreakerSettings.DEFAULT, 0, null);
        for (int second = 0; second < 1_000; second++) {
            long permit = breaker.tryAcquire(second * 1_000_000_000L);
            if (second % 2 == 0) {
                breaker.onFailure(permit, second * 1_000_000_000L, 1);
            } else {
                breaker.onSuccess(permit, second * 1_000_000_000L, 1);
            }
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).contains("sentinel"));
        assertThat(Files.exists(Path.of(System.getProperty("user.home"), "logs", "csp")))
                .isFalse();
    }
}
