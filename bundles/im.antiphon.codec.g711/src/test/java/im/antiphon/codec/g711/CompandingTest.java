// SPDX-License-Identifier: Apache-2.0
package im.antiphon.codec.g711;

import static org.assertj.core.api.Assertions.assertThat;

import javax.sound.sampled.AudioFormat;
import org.junit.jupiter.api.Test;

class CompandingTest {
    /** Beyond it the JDK's mu-law overflows: it makes silence of the loudest samples. */
    private static final int JDK_MU_LIMIT = 32_635;

    private static final byte LOUDEST_MU = (byte) 0x80;
    private static final byte LOUDEST_NEGATIVE_MU = 0x00;

    @Test
    void muDecodesEveryCodeAsTheJdkDoes() {
        assertDecodesAsTheJdk(Companding.MU, AudioFormat.Encoding.ULAW);
    }

    @Test
    void aDecodesEveryCodeAsTheJdkDoes() {
        assertDecodesAsTheJdk(Companding.A, AudioFormat.Encoding.ALAW);
    }

    @Test
    void muEncodesEverySampleAsTheJdkDoesAndClipsWhereThatOverflows() {
        short[] samples = everySample();
        byte[] oracle = JdkConverter.encode(AudioFormat.Encoding.ULAW, samples);
        for (int i = 0; i < samples.length; i++) {
            byte expected = oracle[i];
            if (samples[i] > JDK_MU_LIMIT) {
                expected = LOUDEST_MU;
            } else if (samples[i] < -JDK_MU_LIMIT) {
                expected = LOUDEST_NEGATIVE_MU;
            }
            assertThat(Companding.MU.encode(samples[i]))
                    .as("sample %d", samples[i])
                    .isEqualTo(expected);
        }
    }

    @Test
    void aEncodesAsTheJdkDoesWhateverGoesIntoThirteenBits() {
        short[] samples = everySample();
        byte[] oracle = JdkConverter.encode(AudioFormat.Encoding.ALAW, samples);
        for (int i = 0; i < samples.length; i++) {
            // The bits below are not G.711's. Of negative samples the JDK rounds them, ITU-T's tools cut them off.
            if (samples[i] >= 0 || samples[i] % 8 == 0) {
                assertThat(Companding.A.encode(samples[i]))
                        .as("sample %d", samples[i])
                        .isEqualTo(oracle[i]);
            }
        }
    }

    @Test
    void aIsMirroredAboutTheMiddleBetweenZeroAndMinusOne() {
        for (int sample = 0; sample <= Short.MAX_VALUE; sample++) {
            int positive = Companding.A.encode((short) sample) & 0xFF;
            assertThat(Companding.A.encode((short) ~sample) & 0xFF).isEqualTo(positive ^ 0x80);
        }
    }

    @Test
    void encodingWhatWasDecodedGivesTheCodeBack() {
        for (int code = 0; code < 256; code++) {
            assertThat(Companding.A.encode(Companding.A.decode((byte) code))).isEqualTo((byte) code);
            if (code != 0x7F) { // mu-law has two zeros; the negative one is not produced
                assertThat(Companding.MU.encode(Companding.MU.decode((byte) code)))
                        .isEqualTo((byte) code);
            }
        }
    }

    private static void assertDecodesAsTheJdk(Companding law, AudioFormat.Encoding encoding) {
        byte[] codes = new byte[256];
        for (int code = 0; code < codes.length; code++) {
            codes[code] = (byte) code;
        }
        short[] oracle = JdkConverter.decode(encoding, codes);
        for (int code = 0; code < codes.length; code++) {
            assertThat(law.decode(codes[code])).as("code %02X", code).isEqualTo(oracle[code]);
        }
    }

    private static short[] everySample() {
        short[] samples = new short[1 << Short.SIZE];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (short) (i + Short.MIN_VALUE);
        }
        return samples;
    }
}
