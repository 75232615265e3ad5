// SPDX-License-Identifier: Apache-2.0
package im.antiphon.routing.consistenthash;

import java.util.Arrays;

/**
 * Points on a circle, each with an owner. Immutable, safe from any thread.
 *
 * <p>A point is one {@code long}, so that sorting needs no objects and looking up touches one array:
 *
 * <pre>
 *  63 62                                            20 19                 0
 * +--+------------------------------------------------+--------------------+
 * | 0|                    position                    |       owner        |
 * +--+------------------------------------------------+--------------------+
 * </pre>
 *
 * <p>Positions are those of hashes, so they lie evenly, and an index by their highest bits, with at least as many buckets as
 * there are points, leads to within a step or two of the point sought: a look-up takes the same time on a ring of any size,
 * but for the caches of the processor.
 */
final class HashRing {
    static final int OWNER_BITS = 20;
    static final int MOST_OWNERS = 1 << OWNER_BITS;

    private static final long OWNER_MASK = MOST_OWNERS - 1;
    private static final int POSITION_BITS = Long.SIZE - 1 - OWNER_BITS;
    private static final long CIRCUMFERENCE = 1L << POSITION_BITS;

    private final long[] points;
    private final int[] firstOfBucket;
    private final int bucketShift;

    /** @param points from {@link #point}, at least one; the ring keeps and sorts the array */
    HashRing(long[] points) {
        this.points = points;
        Arrays.sort(points);
        int bucketBits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(points.length - 1));
        bucketShift = Long.SIZE - 1 - bucketBits;
        firstOfBucket = new int[1 << bucketBits];
        int at = 0;
        for (int bucket = 0; bucket < firstOfBucket.length; bucket++) {
            while (at < points.length && points[at] >>> bucketShift < bucket) {
                at++;
            }
            firstOfBucket[bucket] = at;
        }
    }

    /** The point of an owner at the position of a hash. */
    static long point(long hash, int owner) {
        return hash >>> 1 & ~OWNER_MASK | owner;
    }

    /** The index of the first point at the position of {@code hash} or after it, around the circle. */
    int firstFrom(long hash) {
        long sought = hash >>> 1 & ~OWNER_MASK;
        int at = firstOfBucket[(int) (sought >>> bucketShift)];
        while (at < points.length && points[at] < sought) {
            at++;
        }
        return at == points.length ? 0 : at;
    }

    /** How far the point is from the position of {@code hash}, forwards. */
    long distance(long hash, int index) {
        long forwards = (points[index] >>> OWNER_BITS) - (hash >>> 1 + OWNER_BITS);
        return forwards < 0 ? forwards + CIRCUMFERENCE : forwards;
    }

    int owner(int index) {
        return (int) (points[index] & OWNER_MASK);
    }

    int size() {
        return points.length;
    }
}
