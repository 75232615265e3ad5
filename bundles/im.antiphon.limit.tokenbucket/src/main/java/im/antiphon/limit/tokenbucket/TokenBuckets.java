// SPDX-License-Identifier: Apache-2.0
package im.antiphon.limit.tokenbucket;

import im.antiphon.api.limit.LimitScope;
import im.antiphon.api.limit.RateLimiter;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * A bucket for each key: it fills at the allowed rate up to the allowed burst, and each thing done takes one token.
 *
 * <p>A full bucket says no more than none at all, so it is not kept: the full ones are swept out whenever there are twice as
 * many buckets as the last sweep has left. Where {@value #MOST_KEYS} buckets of a scope are in use a new key shares one bucket
 * with all other new ones, which limits whoever opens keys by the hundred thousand to hide among them.
 */
public class TokenBuckets implements RateLimiter {
    /** Of one scope. */
    static final int MOST_KEYS = 200_000;

    /** Not swept: fewer than these take little. */
    static final int FEW_KEYS = 1_024;

    private static final String OVERFLOW = "";
    private static final long SWEEP_NANOS = Duration.ofSeconds(1).toNanos();

    private final Scope[] scopes = new Scope[LimitScope.values().length];

    /**
     * @param allowances for each scope; a scope without one is not limited
     * @param nanoTime a monotonic clock
     */
    public TokenBuckets(Map<LimitScope, Allowance> allowances, LongSupplier nanoTime) {
        for (LimitScope scope : LimitScope.values()) {
            scopes[scope.ordinal()] =
                    new Scope(allowances.getOrDefault(scope, Allowance.UNLIMITED), nanoTime, MOST_KEYS);
        }
    }

    @Override
    public final long tryTake(LimitScope scope, String key) {
        return scopes[scope.ordinal()].tryTake(key);
    }

    @Override
    public final void forget(LimitScope scope, String key) {
        scopes[scope.ordinal()].buckets.remove(key);
    }

    /** How many keys of a scope are remembered. */
    public final int size(LimitScope scope) {
        return scopes[scope.ordinal()].buckets.size();
    }

    /** The buckets of one scope. */
    static final class Scope {
        private final Allowance allowance;
        private final TimeMeter time;
        private final LongSupplier nanoTime;
        private final int mostKeys;
        private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
        private volatile int sweepAtSize;
        private volatile long sweptAtNanos;

        Scope(Allowance allowance, LongSupplier nanoTime, int mostKeys) {
            this.allowance = allowance;
            this.nanoTime = nanoTime;
            this.mostKeys = mostKeys;
            this.time = new Monotonic(nanoTime);
            this.sweepAtSize = Math.min(FEW_KEYS, mostKeys);
            this.sweptAtNanos = nanoTime.getAsLong() - SWEEP_NANOS;
        }

        long tryTake(String key) {
            if (allowance.isUnlimited()) {
                return 0;
            }
            Bucket bucket = buckets.get(key);
            if (bucket == null) {
                bucket = buckets.computeIfAbsent(hasRoom() ? key : OVERFLOW, absent -> full());
            }
            if (bucket.tryConsume(1)) {
                return 0;
            }
            ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
            return probe.isConsumed() ? 0 : Math.max(1, probe.getNanosToWaitForRefill());
        }

        int size() {
            return buckets.size();
        }

        private boolean hasRoom() {
            int size = buckets.size();
            long now = nanoTime.getAsLong();
            // where all are in use it would be for nothing each time
            if (size >= sweepAtSize && (size < mostKeys || now - sweptAtNanos >= SWEEP_NANOS)) {
                sweptAtNanos = now;
                buckets.values().removeIf(bucket -> bucket.getAvailableTokens() >= allowance.burst());
                sweepAtSize = Math.min(mostKeys, Math.max(FEW_KEYS, 2 * buckets.size()));
            }
            return buckets.size() < mostKeys;
        }

        private Bucket full() {
            Bandwidth bandwidth = Bandwidth.builder()
                    .capacity(allowance.burst())
                    .refillGreedy(allowance.perSecond(), Duration.ofSeconds(1))
                    .build();
            return Bucket.builder()
                    .addLimit(bandwidth)
                    .withCustomTimePrecision(time)
                    .build();
        }
    }

    /** The clock we are given, as the library wants it. */
    private record Monotonic(LongSupplier nanoTime) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return nanoTime.getAsLong();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
