// SPDX-License-Identifier: Apache-2.0
package im.antiphon.codec.opus;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.codec.AudioDecoder;
import im.antiphon.testkit.Corpus;
import im.antiphon.testkit.Mutations;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpusFuzzTest {
    private static final long SEED = 6716;
    private static final int ROUNDS = 1_500;
    private static final short UNTOUCHED = 0x5555;

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whateverAPayloadHoldsTheAnswerIsSamplesOrMinusOne(int channels) {
        AudioDecoder decoder = new OpusCodec().newDecoder(channels);
        short[] pcm = new short[5_760 * channels + 2];
        Mutations.forEach(Corpus.load("opus"), SEED, ROUNDS, bytes -> {
            Arrays.fill(pcm, UNTOUCHED);
            int samples = decoder.decode(ByteBuffer.wrap(bytes), pcm, 1);
            assertThat(samples).matches(n -> n == -1 || (n > 0 && n <= 5_760), "samples or -1");
            assertThat(pcm[0]).isEqualTo(UNTOUCHED);
            assertThat(pcm[pcm.length - 1]).isEqualTo(UNTOUCHED);
            if (samples == -1) {
                assertThat(decoder.conceal(pcm, 0, 100)).isEqualTo(100);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whatHasNoRoomIsRefused(int channels) {
        AudioDecoder decoder = new OpusCodec().newDecoder(channels);
        short[] pcm = new short[100];
        Mutations.forEach(Corpus.load("opus"), SEED, ROUNDS, bytes -> {
            assertThat(decoder.decode(ByteBuffer.wrap(bytes), pcm, 0)).isEqualTo(-1);
            assertThat(decoder.decode(ByteBuffer.wrap(bytes), pcm, 101)).isEqualTo(-1);
            assertThat(decoder.decode(ByteBuffer.wrap(bytes), pcm, -1)).isEqualTo(-1);
        });
    }
}
