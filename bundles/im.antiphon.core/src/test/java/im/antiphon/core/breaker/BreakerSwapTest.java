// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.breaker.BreakerSettings;
import im.antiphon.api.breaker.BreakerSnapshot;
import im.antiphon.api.breaker.CircuitBreaker.State;
import im.antiphon.api.breaker.CircuitBreakerFactory;
import im.antiphon.core.plugin.SlotSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Plugins come and go under threads that never stop calling. */
class BreakerSwapTest {
    private static final int THREADS = 4;
    private static final int SWAPS = 500;

    private final AtomicLong violations = new AtomicLong();

    /** Counts failures only; complains when it is called after its plugin was let go, or by two threads at once. */
    private final class Guarded extends BreakerBench.Simple {
        private final AtomicBoolean gone;
        private final AtomicBoolean inside = new AtomicBoolean();

        Guarded(AtomicBoolean gone, BreakerSettings settings, long nowNanos, @Nullable BreakerSnapshot seed) {
            super(settings, nowNanos, seed);
            this.gone = gone;
        }

        @Override
        public void onFailure(long permit, long nowNanos, long durationNanos) {
            if (gone.get() || !inside.compareAndSet(false, true)) {
                violations.incrementAndGet();
            }
            super.onFailure(permit, nowNanos, durationNanos);
            inside.set(false);
        }

        @Override
        public long tryAcquire(long nowNanos) {
            if (gone.get()) {
                violations.incrementAndGet();
            }
            return super.tryAcquire(nowNanos);
        }
    }

    @Test
    void swapsLoseNoCallAndNoOutcomeAndUseNoPluginThatHasGone() throws Exception {
        BreakerBench bench = new BreakerBench();
        bench.calls.configure(new BreakerSettings(
                Integer.MAX_VALUE, 1, Integer.MAX_VALUE, 10_000_000_000L, BreakerBench.SETTINGS.sleepWindowNanos()));
        bench.slot.configure("", new SlotSettings(TimeUnit.SECONDS.toNanos(60), 3, TimeUnit.SECONDS.toNanos(60)));
        AtomicBoolean gone = new AtomicBoolean();
        long serving = bench.bind("guarded", 0, guarded(gone));
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Long>> callers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                callers.add(threads.submit(() -> failUntil(over, bench)));
            }
            for (int swap = 1; swap <= SWAPS; swap++) {
                AtomicBoolean nextGone = new AtomicBoolean();
                long next = bench.bind("guarded", swap, guarded(nextGone));
                assertThat(bench.slot.unbind(serving)).isTrue();
                gone.set(true);
                gone = nextGone;
                serving = next;
            }
            over.set(true);
            long calls = 0;
            for (Future<Long> caller : callers) {
                calls += caller.get();
            }
            assertThat(violations).hasValue(0);
            assertThat(bench.calls.breakers().get(0).failures()).isEqualTo(calls);
            assertThat(bench.calls.breakers().get(0).state()).isEqualTo(State.CLOSED);
            assertThat(bench.calls.breakers().get(0).rejected()).isZero();
            assertThat(bench.failuresInARow())
                    .as("in the window of the last plugin")
                    .isEqualTo(calls);
        } finally {
            threads.shutdownNow();
        }
    }

    private CircuitBreakerFactory guarded(AtomicBoolean gone) {
        return (name, settings, nowNanos, seed) -> new Guarded(gone, settings, nowNanos, seed);
    }

    /** Makes failing calls until the end, at least one, and answers how many. */
    private static long failUntil(AtomicBoolean over, BreakerBench bench) throws Exception {
        long calls = 0;
        do {
            calls++;
            assertThat(bench.calls.callAsync(
                            "storage",
                            () -> {
                                throw new IllegalStateException("down");
                            },
                            () -> {
                                throw new AssertionError("never rejected");
                            }))
                    .isNotNull();
        } while (!over.get());
        return calls;
    }
}
