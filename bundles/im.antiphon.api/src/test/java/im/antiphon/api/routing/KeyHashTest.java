// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.CharBuffer;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class KeyHashTest {
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(64);
    private static final BigInteger GOLDEN = new BigInteger("9E3779B97F4A7C15", 16);

    @Test
    void neverChangesBecauseMembersOfAClusterHaveToAgree() {
        assertThat(KeyHash.of("")).isEqualTo(0L);
        assertThat(KeyHash.of("a")).isEqualTo(0xe9fc4ef02d601d17L);
        assertThat(KeyHash.of("antiphon")).isEqualTo(0x245bda4df2f22857L);
        assertThat(KeyHash.of("session-42")).isEqualTo(0xa49d618079a8165L);
        assertThat(KeyHash.of("\u00e9\ud83d\ude00")).isEqualTo(0xe718176e97e03beeL);
        assertThat(KeyHash.of("antiphon", 1)).isEqualTo(0x2fcbfc732ebe1bf2L);
    }

    @Property(tries = 500)
    void isWhatItsDescriptionSays(@ForAll String key, @ForAll long seed) {
        assertThat(KeyHash.of(key, seed)).isEqualTo(asDescribed(key, seed));
    }

    @Property(tries = 200)
    void dependsOnTheCharactersAlone(@ForAll String key) {
        long expected = KeyHash.of(key);
        assertThat(KeyHash.of(new StringBuilder(key))).isEqualTo(expected);
        assertThat(KeyHash.of(CharBuffer.wrap(key.toCharArray()))).isEqualTo(expected);
    }

    @Test
    void aFlippedBitOfTheKeyFlipsEveryBitOfTheHashHalfOfTheTime() {
        Random random = new Random(1);
        int rounds = 400;
        for (int length : new int[] {1, 4, 7, 16}) {
            int[][] flips = new int[length * 16][64];
            for (int round = 0; round < rounds; round++) {
                char[] key = new char[length];
                for (int i = 0; i < length; i++) {
                    key[i] = (char) random.nextInt(0x10000);
                }
                long hash = KeyHash.of(CharBuffer.wrap(key));
                for (int bit = 0; bit < length * 16; bit++) {
                    key[bit / 16] ^= (char) (1 << bit % 16);
                    long changed = hash ^ KeyHash.of(CharBuffer.wrap(key));
                    key[bit / 16] ^= (char) (1 << bit % 16);
                    for (int out = 0; out < 64; out++) {
                        flips[bit][out] += (int) (changed >>> out & 1);
                    }
                }
            }
            for (int[] ofOneBit : flips) {
                for (int flipped : ofOneBit) {
                    // 400 rounds have a deviation of 2.5 %: six of them, over some 29,000 pairs, are never met by
                    // chance.
                    assertThat(flipped / (double) rounds).isBetween(0.35, 0.65);
                }
            }
        }
    }

    @Test
    void keysThatCountUpwardsDoNotCollide() {
        Set<Long> hashes = new HashSet<>();
        for (int i = 0; i < 200_000; i++) {
            hashes.add(KeyHash.of("session-" + i));
        }
        assertThat(hashes).hasSize(200_000);
    }

    @Test
    void lengthCountsEvenWhereZeroesFillUp() {
        assertThat(Set.of(KeyHash.of(""), KeyHash.of("\0"), KeyHash.of("\0\0"), KeyHash.of("\0\0\0\0")))
                .hasSize(4);
    }

    @Test
    void theNextHashesOfAHashAreAllDifferent() {
        Set<Long> hashes = new HashSet<>();
        for (long hash : new long[] {0, 1, -1, KeyHash.of("node")}) {
            for (int i = 0; i < 50_000; i++) {
                hashes.add(KeyHash.next(hash, i));
            }
        }
        assertThat(hashes).hasSize(200_000);
    }

    private static long asDescribed(String key, long seed) {
        BigInteger hash = mix(BigInteger.valueOf(seed)
                .add(GOLDEN.multiply(BigInteger.valueOf(key.length())))
                .mod(MODULUS));
        for (int at = 0; at < key.length(); at += 4) {
            BigInteger word = BigInteger.ZERO;
            for (int i = at; i < Math.min(at + 4, key.length()); i++) {
                word = word.or(BigInteger.valueOf(key.charAt(i)).shiftLeft(16 * (i - at)));
            }
            hash = mix(hash.xor(word)).add(GOLDEN).mod(MODULUS);
        }
        return mix(hash).longValue();
    }

    private static BigInteger mix(BigInteger value) {
        BigInteger z = value.xor(value.shiftRight(30)).multiply(new BigInteger("BF58476D1CE4E5B9", 16));
        z = z.mod(MODULUS);
        z = z.xor(z.shiftRight(27)).multiply(new BigInteger("94D049BB133111EB", 16));
        z = z.mod(MODULUS);
        return z.xor(z.shiftRight(31));
    }
}
