// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

/**
 * Latencies in buckets that are at most an eighth wide, from a microsecond up. Allocates only when created, confined to one
 * thread; {@link #summary} is what leaves it.
 */
final class LatencyHistogram {
    private static final int SUB_BUCKET_BITS = 3;
    private static final int SUB_BUCKETS = 1 << SUB_BUCKET_BITS;
    /** Up to 2^30 microseconds, some 18 minutes; the last bucket takes what is longer. */
    private static final int BUCKETS = (30 - SUB_BUCKET_BITS + 2) * SUB_BUCKETS;

    private final int[] counts = new int[BUCKETS];
    private long count;
    private long sumNanos;
    private long maximumNanos;

    void add(long nanos) {
        long clamped = Math.max(0, nanos);
        counts[bucket(clamped / 1000)]++;
        count++;
        sumNanos += clamped;
        maximumNanos = Math.max(maximumNanos, clamped);
    }

    /** How many took longer, to the bucket. */
    long slowerThan(long nanos) {
        long slower = 0;
        for (int bucket = bucket(nanos / 1000) + 1; bucket < BUCKETS; bucket++) {
            slower += counts[bucket];
        }
        return slower;
    }

    private static int bucket(long micros) {
        if (micros < SUB_BUCKETS) {
            return (int) micros;
        }
        int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(micros) - SUB_BUCKET_BITS;
        int sub = (int) (micros >>> exponent) & SUB_BUCKETS - 1;
        return Math.min(BUCKETS - 1, (exponent + 1) * SUB_BUCKETS + sub);
    }

    /** The least number of microseconds that falls into the bucket after this one. */
    private static long endOf(int bucket) {
        if (bucket < SUB_BUCKETS) {
            return bucket + 1;
        }
        int exponent = bucket / SUB_BUCKETS - 1;
        return (long) (SUB_BUCKETS + bucket % SUB_BUCKETS + 1) << exponent;
    }

    private long percentileNanos(double fraction) {
        long wanted = (long) Math.ceil(count * fraction);
        long seen = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            seen += counts[bucket];
            if (seen >= wanted) {
                return Math.min(maximumNanos, endOf(bucket) * 1000);
            }
        }
        return maximumNanos;
    }

    LatencySummary summary() {
        if (count == 0) {
            return LatencySummary.NONE;
        }
        return new LatencySummary(
                count,
                sumNanos / count,
                percentileNanos(0.5),
                percentileNanos(0.99),
                percentileNanos(0.999),
                maximumNanos);
    }
}
