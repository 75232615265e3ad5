// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncoderSettingsTest {
    private static final EncoderSettings STEREO = new EncoderSettings(2, 20, 32_000, 5, 0);

    @ParameterizedTest
    @CsvSource({"8000,160", "16000,320", "48000,960"})
    void aFrameHasItsLengthTimesTheRateInEachChannel(int samplingRate, int samples) {
        assertThat(STEREO.samplesPerFrame(samplingRate)).isEqualTo(samples);
    }

    @Test
    void aWholeFrameIsEnough() {
        assertThatCode(() -> STEREO.requireFrame(new short[325], 5, 8_000)).doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> STEREO.requireFrame(new short[325], 6, 8_000))
                .withMessage("pcm: 319 samples from 6 (expected: >= 320)");
        assertThatIllegalArgumentException().isThrownBy(() -> STEREO.requireFrame(new short[325], -1, 8_000));
    }

    @Test
    void settingsMayChangeButForTheShapeOfFrames() {
        assertThatCode(() -> STEREO.requireSameFrame(new EncoderSettings(2, 20, 6_000, 0, 1)))
                .doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> STEREO.requireSameFrame(new EncoderSettings(1, 20, 32_000, 5, 0)))
                .withMessageContaining("expected: channels and frame length");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> STEREO.requireSameFrame(new EncoderSettings(2, 40, 32_000, 5, 0)));
    }

    @Test
    void aPayloadHasRoom() {
        assertThatCode(() -> EncoderSettings.requireRoom(ByteBuffer.allocate(9), 9))
                .doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EncoderSettings.requireRoom(ByteBuffer.allocate(9), 10))
                .withMessage("payload: room for 9 bytes (expected: >= 10)");
    }

    @Test
    void opusIsWrittenAsItsPayloadFormatWants() {
        assertThat(OpusFormat.FORMAT.matches("OPUS", 48_000, 2)).isTrue();
        assertThat(OpusFormat.FORMAT.parameters().keySet()).containsExactly("minptime", "useinbandfec");
        assertThat(OpusFormat.requireChannels(1)).isEqualTo(1);
        assertThat(OpusFormat.requireChannels(2)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 3})
    void opusHasOneChannelOrTwo(int channels) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OpusFormat.requireChannels(channels))
                .withMessage("channels: " + channels + " (expected: 1..2)");
    }
}
