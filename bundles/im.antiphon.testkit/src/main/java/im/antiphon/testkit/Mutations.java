// SPDX-License-Identifier: Apache-2.0
package im.antiphon.testkit;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Feeds a parser damaged samples. The damage follows from the seed alone, and a failure prints the seed, the round and the
 * offending bytes, so that it can be replayed or kept as a new sample.
 *
 * <p>The kinds of damage are those that byte-oriented fuzzers found to pay: flipped bits, replaced bytes, values at the edge
 * of a field's range in 8, 16 and 32 bits, cut tails, removed and doubled pieces, inserted noise, and the head of one sample
 * on the tail of another.
 */
public final class Mutations {
    private static final int[] EDGES = {
        0,
        1,
        2,
        3,
        4,
        7,
        8,
        15,
        16,
        31,
        32,
        63,
        64,
        100,
        127,
        128,
        192,
        255,
        256,
        0x0fff,
        0x1000,
        0x7fff,
        0x8000,
        0xfffe,
        0xffff,
        0x10000,
        0x00ffffff,
        0x7fffffff,
        0x80000000,
        0xfffffffe,
        0xffffffff
    };
    private static final int MOST_DAMAGE_PER_ROUND = 6;
    private static final int LONGEST_INSERTION = 16;
    private static final int LONGEST_INPUT = 1 << 16;

    private final List<Corpus.Sample> samples;
    private final SplittableRandom random;

    /** @param seed the same seed over the same corpus gives the same inputs */
    public Mutations(Corpus corpus, long seed) {
        this.samples = corpus.samples();
        this.random = new SplittableRandom(seed);
    }

    /**
     * Gives {@code consumer} every sample as it is, then {@code rounds} damaged ones, each in an array of its own.
     *
     * @throws AssertionError if the consumer throws, with what it threw as the cause
     */
    public static void forEach(Corpus corpus, long seed, int rounds, Consumer<byte[]> consumer) {
        for (Corpus.Sample sample : corpus.samples()) {
            feed(consumer, sample.bytes().clone(), corpus.name() + ": sample " + sample.name());
        }
        Mutations mutations = new Mutations(corpus, seed);
        for (int round = 0; round < rounds; round++) {
            feed(consumer, mutations.next(), corpus.name() + ": seed " + seed + " round " + round);
        }
    }

    private static void feed(Consumer<byte[]> consumer, byte[] input, String where) {
        byte[] kept = input.clone();
        try {
            consumer.accept(input);
        } catch (RuntimeException | Error e) {
            throw new AssertionError(where + " input " + Hex.format(kept), e);
        }
    }

    /** The next damaged sample, in a new array. */
    public byte[] next() {
        byte[] bytes = pick().clone();
        int damages = 1 + random.nextInt(MOST_DAMAGE_PER_ROUND);
        for (int i = 0; i < damages; i++) {
            bytes = damage(bytes);
        }
        return bytes;
    }

    private byte[] pick() {
        return samples.get(random.nextInt(samples.size())).bytes();
    }

    private byte[] damage(byte[] bytes) {
        if (bytes.length == 0) {
            return insert(bytes);
        }
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> flipBit(bytes);
            case 3 -> replaceByte(bytes);
            case 4, 5 -> writeEdge(bytes);
            case 6 -> replace(bytes, random.nextInt(bytes.length), bytes.length, new byte[0]);
            case 7 -> insert(bytes);
            case 8 -> removeOrDouble(bytes);
            default -> splice(bytes);
        };
    }

    private byte[] flipBit(byte[] bytes) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        return bytes;
    }

    private byte[] replaceByte(byte[] bytes) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        return bytes;
    }

    private byte[] writeEdge(byte[] bytes) {
        int width = Math.min(bytes.length, 1 << random.nextInt(3));
        int value = EDGES[random.nextInt(EDGES.length)];
        int at = random.nextInt(bytes.length - width + 1);
        for (int i = 0; i < width; i++) {
            bytes[at + i] = (byte) (value >>> 8 * (width - 1 - i));
        }
        return bytes;
    }

    private byte[] insert(byte[] bytes) {
        byte[] noise = new byte[1 + random.nextInt(LONGEST_INSERTION)];
        if (random.nextBoolean()) {
            random.nextBytes(noise);
        }
        int at = random.nextInt(bytes.length + 1);
        return replace(bytes, at, at, noise);
    }

    private byte[] removeOrDouble(byte[] bytes) {
        int from = random.nextInt(bytes.length);
        int to = from + 1 + random.nextInt(bytes.length - from);
        if (random.nextBoolean()) {
            return replace(bytes, from, to, new byte[0]);
        }
        return replace(bytes, to, to, Arrays.copyOfRange(bytes, from, to));
    }

    private byte[] splice(byte[] bytes) {
        byte[] other = pick();
        int from = random.nextInt(other.length + 1);
        return replace(
                bytes, random.nextInt(bytes.length), bytes.length, Arrays.copyOfRange(other, from, other.length));
    }

    /** The bytes with {@code from..to} replaced by {@code piece}, unless that became too long to be a datagram. */
    private static byte[] replace(byte[] bytes, int from, int to, byte[] piece) {
        int length = bytes.length - (to - from) + piece.length;
        if (length > LONGEST_INPUT) {
            return bytes;
        }
        byte[] result = new byte[length];
        System.arraycopy(bytes, 0, result, 0, from);
        System.arraycopy(piece, 0, result, from, piece.length);
        System.arraycopy(bytes, to, result, from + piece.length, bytes.length - to);
        return result;
    }
}
