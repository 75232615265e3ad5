// SPDX-License-Identifier: Apache-2.0
package im.antiphon.benchmarks;

import im.antiphon.api.breaker.BreakerSettings;
import im.antiphon.api.breaker.CircuitBreaker;
import im.antiphon.breaker.resilience4j.Resilience4jBreaker;
import im.antiphon.breaker.sentinel.SentinelBreaker;
import im.antiphon.breaker.slidingwindow.SlidingWindowBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a breaker adds to one call that succeeds: asking and reporting, beside resilience4j as it comes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class BreakerBenchmark {
    private static final long CALL_NANOS = 1_000_000;

    private final io.github.resilience4j.circuitbreaker.CircuitBreaker bare =
            io.github.resilience4j.circuitbreaker.CircuitBreaker.of(
                    "bare",
                    CircuitBreakerConfig.custom()
                            .slidingWindow(10, 10, SlidingWindowType.TIME_BASED)
                            .build());
    private CircuitBreaker slidingWindow;
    private CircuitBreaker resilience4j;
    private CircuitBreaker sentinel;
    private long nowNanos;

    @Setup
    public void makeBreakers() {
        slidingWindow = new SlidingWindowBreaker(BreakerSettings.DEFAULT, 0, null);
        resilience4j = new Resilience4jBreaker("bench", BreakerSettings.DEFAULT, 0, null);
        sentinel = new SentinelBreaker("bench", BreakerSettings.DEFAULT, 0, null);
    }

    @Benchmark
    public boolean baseline() {
        boolean permitted = bare.tryAcquirePermission();
        bare.onSuccess(CALL_NANOS, TimeUnit.NANOSECONDS);
        return permitted;
    }

    @Benchmark
    public long slidingWindow() {
        return call(slidingWindow);
    }

    @Benchmark
    public long resilience4j() {
        return call(resilience4j);
    }

    @Benchmark
    public long sentinel() {
        return call(sentinel);
    }

    private long call(CircuitBreaker breaker) {
        long permit = breaker.tryAcquire(nowNanos);
        nowNanos += CALL_NANOS;
        breaker.onSuccess(permit, nowNanos, CALL_NANOS);
        return permit;
    }
}
