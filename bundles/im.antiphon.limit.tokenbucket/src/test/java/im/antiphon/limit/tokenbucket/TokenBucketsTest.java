// SPDX-License-Identifier: Apache-2.0
package im.antiphon.limit.tokenbucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import im.antiphon.api.limit.LimitScope;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final AtomicLong nanos = new AtomicLong(-5); // a monotonic clock may begin anywhere
    private final TokenBuckets buckets =
            new TokenBuckets(Map.of(LimitScope.SESSION, new Allowance(10, 30)), nanos::get);

    private int taken(String key, int tries) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += buckets.tryTake(LimitScope.SESSION, key) == 0 ? 1 : 0;
        }
        return taken;
    }

    @Test
    void lastsForABurstAndThenForTheRate() {
        assertThat(taken("a", 100)).isEqualTo(30);
        nanos.addAndGet(SECOND);
        assertThat(taken("a", 100)).isEqualTo(10);
        nanos.addAndGet(SECOND / 2);
        assertThat(taken("a", 100)).isEqualTo(5);
        nanos.addAndGet(3_600 * SECOND);
        assertThat(taken("a", 100)).describedAs("never more than a burst").isEqualTo(30);
    }

    @Test
    void saysWhenItIsWorthAnotherTry() {
        taken("a", 30);
        long wait = buckets.tryTake(LimitScope.SESSION, "a");
        assertThat(wait).isEqualTo(SECOND / 10);
        nanos.addAndGet(wait - 1);
        assertThat(buckets.tryTake(LimitScope.SESSION, "a")).isPositive();
        nanos.addAndGet(1);
        assertThat(buckets.tryTake(LimitScope.SESSION, "a")).isZero();
    }

    @Test
    void keysAndScopesDoNotShare() {
        assertThat(taken("a", 100)).isEqualTo(30);
        assertThat(taken("b", 100)).isEqualTo(30);
        for (int i = 0; i < 1_000; i++) {
            assertThat(buckets.tryTake(LimitScope.USER, "a"))
                    .describedAs("not limited")
                    .isZero();
        }
        assertThat(buckets.size(LimitScope.USER)).isZero();
        buckets.forget(LimitScope.SESSION, "a");
        assertThat(buckets.size(LimitScope.SESSION)).isEqualTo(1);
    }

    @Test
    void keysWithoutNumberShareOneBucketOnceAllPlacesAreTaken() {
        TokenBuckets.Scope scope = new TokenBuckets.Scope(new Allowance(10, 30), nanos::get, 100);
        for (int i = 0; i < 100; i++) {
            assertThat(scope.tryTake("early-" + i)).isZero();
        }
        int admitted = 0;
        for (int i = 0; i < 10_000; i++) {
            admitted += scope.tryTake("late-" + i) == 0 ? 1 : 0;
        }
        assertThat(admitted).describedAs("all of them together").isEqualTo(30);
        assertThat(scope.size()).isEqualTo(101);

        nanos.addAndGet(60 * SECOND);
        assertThat(scope.tryTake("later")).isZero();
        assertThat(scope.size()).describedAs("full buckets have been swept out").isEqualTo(1);
    }

    @Test
    void keysThatHaveBeenQuietForAWhileTakeNoPlace() {
        for (int i = 0; i < 20_000; i++) {
            assertThat(buckets.tryTake(LimitScope.SESSION, "session-" + i)).isZero();
            nanos.addAndGet(SECOND / 1_000); // full again after a hundred of these
        }
        assertThat(buckets.size(LimitScope.SESSION)).isLessThanOrEqualTo(TokenBuckets.FEW_KEYS);
    }

    @Test
    void aSweepForgetsNobodyWhoHasTakenSomething() {
        assertThat(taken("greedy", 30)).isEqualTo(30);
        for (int i = 0; i < 5_000; i++) {
            buckets.tryTake(LimitScope.SESSION, "session-" + i);
        }
        assertThat(taken("greedy", 1)).isZero();
    }

    @Test
    void twoThreadsTakeNoMoreThanThereIs() throws InterruptedException {
        AtomicInteger taken = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int thread = 0; thread < 2; thread++) {
                threads.execute(() -> {
                    taken.addAndGet(taken("shared", 1_000));
                    done.countDown();
                });
            }
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            threads.shutdownNow();
        }
        assertThat(taken).hasValue(30);
    }

    @Test
    void allowancesThatAllowNothingAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Allowance(-1, 10))
                .withMessage("perSecond: -1 (expected: 0..1000000)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Allowance(100, 5))
                .withMessageStartingWith("burst: 5 (expected:");
    }
}
