// SPDX-License-Identifier: Apache-2.0
package im.antiphon.codec.opus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.antiphon.api.codec.AudioDecoder;
import im.antiphon.api.codec.AudioEncoder;
import im.antiphon.api.codec.EncoderSettings;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpusCodecTest {
    private static final int FRAME = 960;

    private final OpusCodec codec = new OpusCodec();

    @Test
    void saysOfItselfWhatRfc7587Asks() {
        assertThat(codec.format().matches("OPUS", 48_000, 2)).isTrue();
        assertThat(codec.format().staticPayloadType()).isEqualTo(-1);
        assertThat(codec.format().parameters().toString()).isEqualTo("{minptime=10, useinbandfec=1}");
        assertThat(codec.samplingRate()).isEqualTo(48_000);
        assertThat(codec.targetBitsPerSecond(64_000, 0, 1_000)).isEqualTo(44_800);
    }

    @ParameterizedTest
    @CsvSource({"1, 32000, 15", "1, 64000, 20", "2, 96000, 20"})
    void aToneComesBackClearly(int channels, int bitsPerSecond, double expectedDecibels) {
        short[] sent = tone(channels, 20 * FRAME);
        short[] heard = new short[sent.length];
        AudioEncoder encoder = codec.newEncoder(new EncoderSettings(channels, 20, bitsPerSecond, 10, 0));
        AudioDecoder decoder = codec.newDecoder(channels);
        ByteBuffer payload = ByteBuffer.allocate(1_500);
        for (int at = 0; at < sent.length; at += FRAME * channels) {
            payload.clear();
            assertThat(encoder.encode(sent, at, payload)).isEqualTo(payload.position());
            assertThat(decoder.decode(payload.flip(), heard, at)).isEqualTo(FRAME);
        }
        assertThat(signalToNoiseDecibels(sent, heard, channels)).isGreaterThan(expectedDecibels);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 20, 40, 60})
    void framesOfEveryLengthKeepTheirLength(int frameMillis) {
        AudioEncoder encoder = codec.newEncoder(new EncoderSettings(1, frameMillis, 24_000, 5, 0));
        short[] pcm = tone(1, 48 * frameMillis);
        ByteBuffer payload = ByteBuffer.allocateDirect(1_500);
        encoder.encode(pcm, 0, payload);
        assertThat(codec.newDecoder(1).decode(payload.flip(), pcm, 0)).isEqualTo(48 * frameMillis);
    }

    @Test
    void aFrameIsTheSameWhereverItStands() {
        short[] sent = tone(2, 10 * FRAME);
        AudioEncoder inPlace = codec.newEncoder(new EncoderSettings(2, 20, 48_000, 5, 0));
        AudioEncoder fromCopies = codec.newEncoder(new EncoderSettings(2, 20, 48_000, 5, 0));
        for (int at = 0; at < sent.length; at += 2 * FRAME) {
            ByteBuffer one = ByteBuffer.allocate(1_500);
            ByteBuffer other = ByteBuffer.allocate(1_500);
            inPlace.encode(sent, at, one);
            fromCopies.encode(Arrays.copyOfRange(sent, at, at + 2 * FRAME), 0, other);
            assertThat(one.flip()).isEqualTo(other.flip());
        }
    }

    @Test
    void theRateFollowsFromOneFrameToTheNext() {
        AudioEncoder encoder = codec.newEncoder(new EncoderSettings(1, 20, 64_000, 5, 0));
        int atFirst = bytesOfTenFrames(encoder);
        EncoderSettings lower = new EncoderSettings(1, 20, 16_000, 3, 0.1);
        encoder.reconfigure(lower);
        assertThat(encoder.settings()).isEqualTo(lower);
        assertThat(bytesOfTenFrames(encoder)).isLessThan(atFirst / 2);
    }

    @Test
    void silenceIsSentTooForThereIsNoDtx() {
        AudioEncoder encoder = codec.newEncoder(new EncoderSettings(1, 20, 24_000, 5, 0));
        for (int i = 0; i < 25; i++) {
            assertThat(encoder.encode(new short[FRAME], 0, ByteBuffer.allocate(1_500)))
                    .isPositive();
        }
    }

    @Test
    void theLoudestNoiseIsEncodedAndDecoded() {
        AudioEncoder encoder = codec.newEncoder(new EncoderSettings(1, 20, 510_000, 10, 0));
        AudioDecoder decoder = codec.newDecoder(1);
        SplittableRandom random = new SplittableRandom(6716);
        short[] pcm = new short[FRAME];
        for (int frame = 0; frame < 20; frame++) {
            for (int i = 0; i < FRAME; i++) {
                pcm[i] = random.nextBoolean() ? Short.MAX_VALUE : Short.MIN_VALUE;
            }
            ByteBuffer payload = ByteBuffer.allocate(1_500);
            encoder.encode(pcm, 0, payload);
            assertThat(decoder.decode(payload.flip(), pcm, 0)).isEqualTo(FRAME);
        }
    }

    @Test
    void aGapIsFilledWithSomethingAndAnOddLengthIsKept() {
        AudioEncoder encoder = codec.newEncoder(new EncoderSettings(1, 20, 64_000, 5, 0));
        AudioDecoder decoder = codec.newDecoder(1);
        short[] pcm = tone(1, FRAME);
        for (int i = 0; i < 5; i++) {
            ByteBuffer payload = ByteBuffer.allocate(1_500);
            encoder.encode(pcm, 0, payload);
            decoder.decode(payload.flip(), new short[FRAME], 0);
        }
        short[] gap = new short[2_000];
        assertThat(decoder.conceal(gap, 7, 1_001)).isEqualTo(1_001);
        assertThat(Arrays.copyOf(gap, 7)).containsOnly(0);
        assertThat(energy(gap)).isPositive();
        assertThat(Arrays.copyOfRange(gap, 7 + 1_001, gap.length)).containsOnly(0);
        assertThat(decoder.conceal(gap, 1_990, 960)).isEqualTo(10);
    }

    @Test
    void beforeTheFirstPacketAGapIsSilence() {
        short[] pcm = new short[2 * FRAME];
        Arrays.fill(pcm, (short) 5);
        assertThat(codec.newDecoder(2).conceal(pcm, 0, FRAME)).isEqualTo(FRAME);
        assertThat(pcm).containsOnly(0);
    }

    @Test
    void missingSamplesOrRoomAreAMisuse() {
        AudioEncoder encoder = codec.newEncoder(new EncoderSettings(2, 20, 64_000, 5, 0));
        assertThatThrownBy(() -> encoder.encode(new short[2 * FRAME], 1, ByteBuffer.allocate(1_500)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pcm: 1919 samples from 1 (expected: >= 1920)");
        assertThatThrownBy(() -> encoder.encode(tone(2, FRAME), 0, ByteBuffer.allocate(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("payload: room for 2 bytes (expected: >= ");
        assertThatThrownBy(() -> encoder.reconfigure(new EncoderSettings(1, 20, 64_000, 5, 0)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> codec.newDecoder(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("channels: 0 (expected: 1..2)");
    }

    private static int bytesOfTenFrames(AudioEncoder encoder) {
        short[] pcm = tone(1, FRAME);
        int bytes = 0;
        for (int i = 0; i < 10; i++) {
            bytes += encoder.encode(pcm, 0, ByteBuffer.allocate(1_500));
        }
        return bytes;
    }

    private static short[] tone(int channels, int samplesPerChannel) {
        short[] tone = new short[samplesPerChannel * channels];
        for (int i = 0; i < tone.length; i++) {
            tone[i] = (short) (8_000 * Math.sin(2 * Math.PI * 440 * (i / channels) / 48_000.0));
        }
        return tone;
    }

    /** Of the second half, when the codec has settled, at the delay that fits best. */
    private static double signalToNoiseDecibels(short[] sent, short[] heard, int channels) {
        double best = Double.NEGATIVE_INFINITY;
        for (int delay = 0; delay < FRAME; delay++) {
            double signal = 0;
            double noise = 0;
            for (int i = sent.length / 2; i < sent.length; i++) {
                double expected = sent[i - delay * channels];
                signal += expected * expected;
                noise += (heard[i] - expected) * (heard[i] - expected);
            }
            best = Math.max(best, 10 * Math.log10(signal / noise));
        }
        return best;
    }

    private static double energy(short[] pcm) {
        double energy = 0;
        for (short sample : pcm) {
            energy += (double) sample * sample;
        }
        return energy;
    }
}
