// SPDX-License-Identifier: Apache-2.0
package im.antiphon.codec.g711;

/**
 * The laws of ITU-T G.711, between 16-bit samples and code words as they are sent: a sign, three bits of segment, four of
 * step within it.
 *
 * <pre>
 *  0 1 2 3 4 5 6 7
 * +-+-+-+-+-+-+-+-+
 * |S| seg | step  |
 * +-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>Encoding computes, decoding looks up. G.711 speaks of 14 (mu) and 13 bits (A) a sample; lower bits are cut off the way
 * ITU-T's own software tools do (G.191). Immutable, safe from any thread.
 */
public enum Companding {
    /** The law of North America and Japan; all bits are sent inverted. */
    MU {
        @Override
        public byte encode(short sample) {
            int sign = sample < 0 ? SIGN : 0;
            int magnitude = Math.min(Math.abs((int) sample), MU_CLIP) + MU_BIAS;
            int segment = MU_LOWEST_LEADING_ZEROS - Integer.numberOfLeadingZeros(magnitude);
            int step = magnitude >> segment + 3 & STEP_MASK;
            return (byte) ~(sign | segment << STEP_BITS | step);
        }

        @Override
        short expand(int code) {
            int word = ~code & 0xFF;
            int segment = word >> STEP_BITS & SEGMENT_MASK;
            int magnitude = ((word & STEP_MASK) << 3) + MU_BIAS << segment;
            return (short) ((word & SIGN) != 0 ? MU_BIAS - magnitude : magnitude - MU_BIAS);
        }
    },
    /** The law of the rest of the world; every other bit is sent inverted. */
    A {
        @Override
        public byte encode(short sample) {
            // The complement, not the negative: the steps of both signs then lie mirrored about -0.5.
            int magnitude = (sample < 0 ? ~sample : sample) >> 4;
            int segment = Integer.SIZE - Integer.numberOfLeadingZeros(magnitude >> STEP_BITS);
            int step = (segment == 0 ? magnitude : magnitude >> segment - 1) & STEP_MASK;
            return (byte) (((sample < 0 ? 0 : SIGN) | segment << STEP_BITS | step) ^ A_INVERSION);
        }

        @Override
        short expand(int code) {
            int word = code ^ A_INVERSION;
            int segment = word >> STEP_BITS & SEGMENT_MASK;
            int magnitude = ((word & STEP_MASK) << 4) + 8;
            if (segment > 0) {
                magnitude = magnitude + 0x100 << segment - 1;
            }
            return (short) ((word & SIGN) != 0 ? magnitude : -magnitude);
        }
    };

    private static final int SIGN = 0x80;
    private static final int STEP_BITS = 4;
    private static final int STEP_MASK = 0x0F;
    private static final int SEGMENT_MASK = 0x07;
    private static final int MU_BIAS = 0x84;
    private static final int MU_CLIP = 0x7FFF - MU_BIAS;
    /** Of a magnitude in segment 0, which the bias makes at least 0x84. */
    private static final int MU_LOWEST_LEADING_ZEROS = 24;

    private static final int A_INVERSION = 0x55;

    private final short[] samples = new short[256];

    Companding() {
        for (int code = 0; code < samples.length; code++) {
            samples[code] = expand(code);
        }
    }

    /** The code word of a sample. */
    public abstract byte encode(short sample);

    /** The sample a code word stands for; every one stands for some. */
    public final short decode(byte code) {
        return samples[code & 0xFF];
    }

    abstract short expand(int code);
}
