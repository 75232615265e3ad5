// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.routing;

/**
 * The 64-bit hash of keys and node ids that routing strategies may share. It is part of the contract: the members of a
 * cluster find the same node for a key only if they all compute the same, so it never changes within a major version.
 *
 * <p>The UTF-16 code units of the key are taken four at a time, the first in the lowest 16 bits, the last word filled up with
 * zeroes:
 *
 * <pre>
 *   h = mix(seed + length * G)
 *   for each word w:  h = mix(h ^ w) + G
 *   hash = mix(h)
 *
 *   mix(z):  z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9
 *            z = (z ^ z >>> 27) * 0x94D049BB133111EB
 *            z =  z ^ z >>> 31                                  G = 0x9E3779B97F4A7C15, 2^64 over the golden ratio
 * </pre>
 *
 * <p>{@code mix} is the finaliser of SplitMix64 (Stafford's variant 13): one-to-one, and each bit of its argument changes
 * each bit of its result with a probability of about a half. So keys of the same length that differ in one word only never
 * collide. It is fast, not secret: whoever may choose keys freely can choose where they go.
 */
public final class KeyHash {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final int UNITS_PER_WORD = 4;

    private KeyHash() {}

    /** The hash of the characters of {@code key}, whatever holds them. Allocates nothing. */
    public static long of(CharSequence key) {
        return of(key, 0);
    }

    /** The same under a seed: for each seed another hash. */
    public static long of(CharSequence key, long seed) {
        int length = key.length();
        long hash = mix(seed + length * GOLDEN);
        int at = 0;
        for (int whole = length - length % UNITS_PER_WORD; at < whole; at += UNITS_PER_WORD) {
            long word = key.charAt(at)
                    | (long) key.charAt(at + 1) << 16
                    | (long) key.charAt(at + 2) << 32
                    | (long) key.charAt(at + 3) << 48;
            hash = mix(hash ^ word) + GOLDEN;
        }
        if (at < length) {
            long word = 0;
            for (int shift = 0; at < length; at++, shift += 16) {
                word |= (long) key.charAt(at) << shift;
            }
            hash = mix(hash ^ word) + GOLDEN;
        }
        return mix(hash);
    }

    /** The {@code index}-th of the hashes that follow from {@code hash}: as good as unrelated to it and to each other. */
    public static long next(long hash, int index) {
        return mix(hash + (index + 1) * GOLDEN);
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
